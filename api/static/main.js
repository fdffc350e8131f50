// The start of the page: a map beside the list, for browsers that can. Without it the list is whole.

import { cards, enableButtons } from "./map/cards.js";
import { loadAll } from "./data.js";
import { overviewMap } from "./overview-map.js";
import { panel } from "./panel.js";

const element = document.getElementById("map");
const settings = JSON.parse(element.dataset.settings);
const all = cards();
let made = null;

/** The map, made the first time that it is seen. */
function map() {
  made ??= loadAll()
    .then((data) => overviewMap(element, settings, all, data))
    .catch((error) => {
      document.getElementById("map-failed").textContent = settings.words.failed;
      throw error;
    });
  return made;
}

const { reveal } = panel(settings.words, async () => (await map()).resize());
enableButtons(all, async (id, button) => {
  reveal();
  (await map()).show(id, button);
});
