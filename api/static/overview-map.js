// The map beside the list: background, districts and places.

import { districtLayer } from "./map/districts.js";
import { draw } from "./map/draw.js";
import { mapOptions } from "./map/view.js";

/** Make the map in `element`. */
export function overviewMap(element, { words, tiles, attribution }, cards, [places, districts]) {
  const map = L.map(element, mapOptions());
  map.fitBounds(L.geoJSON(districts).getBounds());
  map.attributionControl.setPrefix(false);
  L.control
    .zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
    .addTo(map);
  if (tiles) {
    const credit = document.createElement("span");
    credit.textContent = attribution; // Leaflet takes markup; ours is plain text
    L.tileLayer(tiles, { attribution: credit.outerHTML, maxZoom: 17 }).addTo(map);
    element.classList.add("with-tiles");
  }
  districtLayer(map, districts).addTo(map);
  const { show } = draw(map, words, cards, places);
  return { show, resize: () => map.invalidateSize() };
}
