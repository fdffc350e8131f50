// The map beside the list. Leaflet is fetched when the map is first seen; the list is whole without.

import { cards, enableButtons } from "../map/cards.js";
import { panel } from "../panel.js";
import { farCards } from "./far-cards.js";
import { loadData, loadLeaflet } from "./loading.js";

const element = document.getElementById("map");
const settings = JSON.parse(element.dataset.settings);
const near = cards();
let made = null;

async function make() {
  const [data, { listMap }] = await Promise.all([
    loadData(settings.ofCity),
    loadLeaflet().then(() => import("./list-map.js")),
  ]);
  const [places] = data;
  return listMap(element, settings, new Map([...near, ...farCards(places, settings)]), near, data);
}

/** The map, made the first time that it is seen. */
function map() {
  made ??= make().catch((error) => {
    document.getElementById("map-failed").textContent = settings.words.failed;
    throw error;
  });
  return made;
}

const { reveal } = panel(settings.words, async () => (await map()).resize());
enableButtons(near, async (id, button) => {
  reveal();
  (await map()).show(id, button);
});
