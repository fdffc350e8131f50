// The map beside the list: background, districts and places. It moves together with the list: what
// is pointed at in one is marked in the other.

import { districtLayer } from "../map/districts.js";
import { draw } from "../map/draw.js";
import { mapOptions } from "../map/view.js";

function background(map, element, { tiles, attribution }) {
  if (!tiles) return;
  const credit = document.createElement("span");
  credit.textContent = attribution; // Leaflet takes markup; ours is plain text
  L.tileLayer(tiles, { attribution: credit.outerHTML, maxZoom: 17 }).addTo(map);
  element.classList.add("with-tiles");
}

function startPoint(map, { start, startLabel }) {
  if (!start) return;
  L.circleMarker(start, { radius: 9, className: "start", interactive: false })
    .bindTooltip(startLabel, { permanent: true, direction: "top", className: "start-label" })
    .addTo(map);
}

/** Make the map in `element`; `near` are the entries that the list shows now. */
export function listMap(element, settings, all, near, [places, districts]) {
  const { words } = settings;
  const map = L.map(element, mapOptions());
  map.fitBounds(L.geoJSON(districts).getBounds());
  map.attributionControl.setPrefix(false);
  L.control
    .zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
    .addTo(map);
  background(map, element, settings);
  districtLayer(map, districts).addTo(map);
  startPoint(map, settings);

  const mark = (id, on) => near.get(id)?.classList.toggle("marked", on);
  const drawn = draw(map, words, all, places, { first: near, pointed: mark });
  for (const [id, card] of near) {
    for (const [name, on] of [
      ["mouseenter", true],
      ["mouseleave", false],
      ["focusin", true],
      ["focusout", false],
    ])
      card.addEventListener(name, () => drawn.mark(id, on));
  }
  return { show: drawn.show, resize: () => map.invalidateSize() };
}
