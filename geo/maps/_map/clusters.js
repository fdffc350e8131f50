// Groups of pins that are too close together: each says how many of each kind it holds, can be
// opened with Enter and Space, and hands the keyboard on to what comes out of it.

/** Fill the placeholders of a translated sentence. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

/** Make the group; `words.cluster` holds one sentence per plural category. */
export function clusterGroup(map, words, iconOf) {
  const rules = new Intl.PluralRules(words.language);
  const group = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 26,
    spiderfyDistanceMultiplier: 1.6,
    spiderLegPolylineOptions: { weight: 1.5, color: "#1d2733", opacity: 0.7 },
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    iconCreateFunction(cluster) {
      const markers = cluster.getAllChildMarkers();
      const hubs = markers.filter((marker) => marker.options.kind === "huis_van_de_wijk").length;
      const sentence = words.cluster[rules.select(markers.length)] ?? words.cluster.other;
      const said = fill(sentence, {
        count: markers.length,
        hubs,
        rooms: markers.length - hubs,
      });
      // Some languages have a word for two; the name must begin with the number that is seen.
      const number = String(markers.length);
      const label = said.startsWith(number) ? said : `${number}. ${said}`;
      return iconOf(markers.length, hubs / markers.length, label);
    },
  });
  group.on("clusterkeydown", ({ layer, originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault(); // also of the key press, which the plugin answers for Enter only
    const first = layer.getAllChildMarkers()[0];
    const focusFirst = () => (group.getVisibleParent(first) ?? first).getElement()?.focus();
    // What comes out is there after the animation; without one, at once.
    group.once("animationend spiderfied", focusFirst);
    group.fire("click", { layer }); // which the plugin makes a "clusterclick"
  });
  map.addLayer(group);
  return group;
}
