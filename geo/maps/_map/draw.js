// Puts the places on a map: one pin per place of the list, in groups where they are close together.

import { copyOf } from "./cards.js";
import { clusterGroup } from "./clusters.js";
import { clusterIcon, placeIcon } from "./icons.js";
import { isDrawn, placeMarker } from "./places.js";
import { popups } from "./popups.js";
import { doubtOf, pinPoints } from "./rings.js";
import { keepStill, mostOf } from "./view.js";

const CLOSE = 16; // from where one sees which street a place is in

/** Draw, around a place whose door is not known, where it lies somewhere; as long as its pin is seen. */
function ring(map, marker, feature) {
  const radius = doubtOf(feature);
  if (!radius) return;
  const className = `vague ${feature.properties.kind === "huiskamer" ? "room" : "house"}`;
  const [lon, lat] = feature.geometry.coordinates;
  const circle = L.circle([lat, lon], { radius, className, interactive: false });
  marker.on("add", () => circle.addTo(map));
  marker.on("remove", () => circle.remove());
}

/**
 * Draw the places that have an entry in `cards`; answers what a page can do with them.
 *
 * `first` are the entries that the map begins with in view (all, where not given), together with
 * the points of `also`; `pointed` is called with an id, and whether its pin is pointed at.
 */
export function draw(
  map,
  words,
  cards,
  places,
  { first = cards, also = [], pointed = () => {} } = {},
) {
  keepStill(map);
  const group = clusterGroup(map, words, clusterIcon);
  const elementOf = (marker) => group.getVisibleParent(marker)?.getElement();
  const { open, ...doubt } = popups(map, words, elementOf);
  const openCard = (marker, opener) =>
    open(marker, copyOf(cards.get(marker.options.place.id)), opener);

  // Not those that were not chosen, nor those with nowhere to put a pin.
  const pinned = places.features.filter(
    (place) => cards.has(place.properties.id) && isDrawn(place),
  );
  const points = pinPoints(pinned);
  const markers = new Map();
  for (const place of pinned) {
    const { id, name } = place.properties;
    const icon = placeIcon(cards.get(id), name);
    const marker = placeMarker(place, points.get(id), icon, { open: openCard, pointed, ...doubt });
    markers.set(id, marker);
    if ("main" in cards.get(id).dataset) ring(map, marker, place);
  }
  const all = [...markers.values()];
  group.addLayers(all);
  const begin = all.filter((marker) => first.has(marker.options.place.id));
  const shown = begin.length || also.length ? begin : all;
  if (shown.length || also.length) {
    const box = shown.length ? mostOf(shown) : L.latLngBounds(also);
    for (const point of also) box.extend(point);
    map.fitBounds(box, { padding: [40, 40], maxZoom: 15, animate: false });
  }

  return {
    count: all.length,
    /** Open the popup of a place; when it closes the focus goes to `opener`. */
    show(id, opener) {
      const marker = markers.get(id);
      const open = () => openCard(marker, opener);
      if (map.getZoom() < CLOSE) map.setView(marker.getLatLng(), CLOSE, { animate: false });
      group.zoomToShowLayer(marker, open);
    },
    /** Mark the pin of a place, or the group that it is in; or take the mark away. */
    mark(id, on) {
      for (const element of map.getContainer().querySelectorAll(".marked"))
        element.classList.remove("marked");
      if (on && markers.has(id)) elementOf(markers.get(id))?.classList.add("marked");
    },
    /** The pins of one kind as a layer of their own, which a layer control can put on and off. */
    layerOf(kind) {
      const own = all.filter((marker) => marker.options.kind === kind);
      const layer = L.layerGroup();
      layer.onAdd = () => group.addLayers(own);
      layer.onRemove = () => group.removeLayers(own);
      return layer;
    },
  };
}
