// The start of the planners' page: a map that shows what the table says. Without it the table is
// whole.

import { panel } from "../panel.js";
import { root } from "../site/root.js";
import { choropleth } from "./choropleth.js";
import { link, rows } from "./table.js";

const element = document.getElementById("map");
const settings = JSON.parse(element.dataset.settings);
let made = null;

async function load(address) {
  const answer = await fetch(new URL(address, root), { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** The map, made the first time that it is seen. */
function map() {
  made ??= load(settings.data)
    .then((districts) => {
      const all = rows();
      const drawn = choropleth(element, settings, districts, all);
      link(all, drawn, document.getElementById("map-reading"));
      return drawn;
    })
    .catch((error) => {
      document.getElementById("map-failed").textContent = settings.words.failed;
      throw error;
    });
  return made;
}

panel(settings.words, async () => (await map()).resize());
