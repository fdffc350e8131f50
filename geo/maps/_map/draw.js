// Puts the places on a map: one pin per place of the list, in groups where they are close together.

import { copyOf } from "./cards.js";
import { clusterGroup } from "./clusters.js";
import { clusterIcon, placeIcon } from "./icons.js";
import { isDrawn, placeMarker } from "./places.js";
import { popups } from "./popups.js";
import { mostOf } from "./view.js";

/**
 * Draw the places that have an entry in `cards`; answers what a page can do with them.
 *
 * `first` are the entries that the map begins with in view (all, where not given), and `pointed` is
 * called with an id, and whether its pin is pointed at.
 */
export function draw(map, words, cards, places, { first = cards, pointed = () => {} } = {}) {
  const group = clusterGroup(map, words, clusterIcon);
  const elementOf = (marker) => group.getVisibleParent(marker)?.getElement();
  const { open, ...doubt } = popups(map, words, elementOf);
  const openCard = (marker, opener) =>
    open(marker, copyOf(cards.get(marker.options.place.id)), opener);

  const markers = new Map();
  for (const place of places.features) {
    const { id, name } = place.properties;
    if (!cards.has(id) || !isDrawn(place)) continue; // not chosen, or nowhere to put a pin
    const { symbol, label } = cards.get(id).dataset;
    const icon = placeIcon(symbol, label, name);
    const marker = placeMarker(place, icon, { open: openCard, pointed, ...doubt });
    markers.set(id, marker);
  }
  const all = [...markers.values()];
  group.addLayers(all);
  const begin = all.filter((marker) => first.has(marker.options.place.id));
  const shown = begin.length ? begin : all;
  if (all.length) map.fitBounds(mostOf(shown), { padding: [16, 16], maxZoom: 15, animate: false });

  return {
    count: all.length,
    /** Open the popup of a place; when it closes the focus goes to `opener`. */
    show(id, opener) {
      const marker = markers.get(id);
      group.zoomToShowLayer(marker, () => openCard(marker, opener));
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
