// What the map needs, fetched when it is first seen.

import { root } from "./root.js";

async function load(address) {
  const answer = await fetch(new URL(address, root), { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Load the places and the districts as GeoJSON; `ofCity` chooses the city where several are served. */
export function loadData(ofCity) {
  return Promise.all([
    load(`v1/collections/places/items?limit=10000${ofCity}`),
    load(`v1/collections/gebieden/items?limit=100${ofCity}`),
  ]);
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(element.src ?? element.href)));
    document.head.append(element);
  });
}

function style(href) {
  return loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

function script(src) {
  return loaded(Object.assign(document.createElement("script"), { src }));
}

/** Load Leaflet, its plugin for groups, and their styles, in the order in which they need each other. */
export async function loadLeaflet() {
  const vendor = new URL("../vendor", import.meta.url).href; // of the same version as this script
  const styles = Promise.all([
    style(`${vendor}/leaflet/leaflet.css`),
    style(`${vendor}/leaflet.markercluster/MarkerCluster.css`),
  ]).then(() => style(new URL("../map/map.css", import.meta.url).href));
  await script(`${vendor}/leaflet/leaflet.js`);
  await Promise.all([styles, script(`${vendor}/leaflet.markercluster/leaflet.markercluster.js`)]);
}
