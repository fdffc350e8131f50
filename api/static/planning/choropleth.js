// Districts filled by class. Which class, and the words, come from the table, so that the two cannot
// differ; the outlines come from the same answer as the downloads.

import { mapOptions } from "../map/view.js";

const UNKNOWN = "url(#unknown-shade)";

/** Draw the districts of `rows`; answers how to mark one and how to hear of the pointer. */
export function choropleth(element, { words, tiles, attribution, colours }, districts, rows) {
  const map = L.map(element, { ...mapOptions(), zoomSnap: 0.25 });
  map.attributionControl.setPrefix(false);
  L.control
    .zoom({ position: "bottomright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut })
    .addTo(map);
  if (tiles) {
    const credit = document.createElement("span");
    credit.textContent = attribution; // Leaflet takes markup; ours is plain text
    L.tileLayer(tiles, { attribution: credit.outerHTML, maxZoom: 17 }).addTo(map);
  }
  const shapes = new Map();
  const layer = L.geoJSON(districts, {
    filter: ({ geometry, properties }) => geometry !== null && rows.has(properties.code),
    style: ({ properties }) => {
      const { shade } = rows.get(properties.code).dataset;
      return {
        className: `shade district-${properties.code}`,
        color: "#3b4754",
        weight: 1,
        fillColor: shade === undefined ? UNKNOWN : colours[shade],
        fillOpacity: tiles ? 0.8 : 1,
      };
    },
    onEachFeature: ({ properties }, shape) => shapes.set(properties.code, shape),
  }).addTo(map);
  map.fitBounds(mostOf(layer, rows), { padding: [8, 8], animate: false });

  return {
    resize: () => map.invalidateSize(),
    /** Mark one district, or none. */
    mark(code) {
      for (const [one, shape] of shapes) {
        shape.getElement()?.classList.toggle("marked", one === code);
        if (one === code) shape.bringToFront();
      }
    },
    /** Hear which district the pointer is on; the second is called on a click. */
    listen(over, chosen) {
      for (const [code, shape] of shapes) {
        shape.on("mouseover", () => over(code));
        shape.on("mouseout", () => over(null));
        shape.on("click", () => chosen(code));
      }
    },
  };
}

const WEST_OF_TOWN = 4.3;

/** The box of the city proper: the harbour runs 25 km to the west and would shrink the rest. */
function mostOf(layer, rows) {
  const shown = layer.getLayers();
  const inTown = shown.filter((shape) => shape.getBounds().getCenter().lng > WEST_OF_TOWN);
  const listed = inTown.length && rows.size > 1 ? inTown : shown;
  return L.featureGroup(listed).getBounds();
}
