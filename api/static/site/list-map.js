// The map beside the list: our own streets, what is within a walk, districts and places. It moves
// together with the list: what is pointed at in one is marked in the other.

import { districtLayer } from "../map/districts.js";
import { draw } from "../map/draw.js";
import { mapOptions } from "../map/view.js";

const STREETS_ZOOM = 14; // the one that is drawn
const STREETS_FROM = 13; // farther off they would be a stain

function plain(text) {
  const credit = document.createElement("span");
  credit.textContent = text; // Leaflet takes markup; ours is plain text
  return credit.outerHTML;
}

/** Our own streets, and where the operator has chosen one a background map to change to. */
function background(map, element, { streets, streetsName, streetsCredit, tiles, tilesName, attribution }) {
  const own = L.tileLayer(streets, {
    attribution: plain(streetsCredit),
    minZoom: STREETS_FROM,
    minNativeZoom: STREETS_ZOOM,
    maxNativeZoom: STREETS_ZOOM,
    className: "own-streets",
  }).addTo(map);
  if (!tiles) return;
  const other = L.tileLayer(tiles, { attribution: plain(attribution), maxZoom: 17 });
  L.control.layers({ [streetsName]: own, [tilesName]: other }, {}, { position: "topright" }).addTo(map);
  map.on("baselayerchange", ({ layer }) => element.classList.toggle("with-tiles", layer === other));
}

/** Where she is: a ring with a core, and for a whole street how long it is. */
function startPoint(map, { start, startLabel, startDoubt }) {
  if (!start) return;
  if (startDoubt)
    L.circle(start, { radius: startDoubt, className: "start-doubt", interactive: false }).addTo(map);
  L.marker(start, {
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ className: "here", iconSize: [24, 24] }),
    zIndexOffset: -500,
  })
    .bindTooltip(startLabel, { permanent: true, direction: "bottom", offset: [0, 10], className: "start-label" })
    .addTo(map);
}

/** What is within a walk; its answer comes later, and the map does not wait for it. */
async function poolOfLight(map, { reach }) {
  if (!reach) return;
  const answer = await fetch(reach).catch(() => null);
  if (!answer?.ok) return;
  const pool = L.geoJSON(await answer.json(), {
    pane: "pool",
    interactive: false,
    style: ({ properties }) => ({ className: properties.minutes > 5 ? "reach" : "reach five" }),
  });
  pool.addTo(map);
}

/** Make the map in `element`; `near` are the entries that the list shows now. */
export function listMap(element, settings, all, near, [places, districts]) {
  const { words, outline, names, start } = settings;
  const map = L.map(element, mapOptions());
  map.fitBounds(L.geoJSON(outline ?? districts).getBounds());
  map.attributionControl.setPrefix(false);
  map.createPane("pool").style.zIndex = 340;
  L.control
    .zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
    .addTo(map);
  background(map, element, settings);
  districtLayer(map, districts, names).addTo(map);
  if (outline) L.geoJSON(outline, { interactive: false, style: { className: "district chosen" } }).addTo(map);
  startPoint(map, settings);
  poolOfLight(map, settings);

  const mark = (id, on) => near.get(id)?.classList.toggle("marked", on);
  const main = new Map([...near].filter(([, card]) => "main" in card.dataset));
  // With a district asked for, only what lies in it.
  const shown = outline ? new Map([...all].filter(([id]) => main.has(id) || !near.has(id))) : all;
  const drawn = draw(map, words, shown, places, {
    first: main.size ? main : near,
    also: start ? [start] : [],
    pointed: mark,
  });
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
