// The layers of the map of coverage. What they say comes as text and stays text.

const coverage = (() => {
  /** An element that says lines of text, the first one strong. */
  function saying(lines) {
    const box = document.createElement("div");
    lines.forEach((line, at) => {
      const part = document.createElement(at ? "div" : "strong");
      part.textContent = line;
      box.append(part);
    });
    return box;
  }

  /** Shapes with a fill of their own, which say what they are under the pointer. */
  function shapes(map, features, { pane, order, line, weight, dashes }) {
    if (!map.getPane(pane)) map.createPane(pane).style.zIndex = order;
    const quiet = features.features.every(({ properties }) => !properties.lines);
    return L.geoJSON(features, {
      pane,
      interactive: !quiet,
      style: ({ properties }) => ({
        fillColor: properties.fill,
        fillOpacity: properties.fill === "none" ? 0 : 1,
        color: line,
        weight,
        dashArray: dashes,
        opacity: 1,
      }),
      onEachFeature({ properties }, layer) {
        if (properties.lines) layer.bindTooltip(() => saying(properties.lines), { sticky: true });
      },
    });
  }

  /** The signs of places; small from far off, so that they do not hide what is below. */
  function signs(map, features) {
    const judge = () => map.getContainer().classList.toggle("far", map.getZoom() < 13);
    map.on("zoomend", judge);
    map.whenReady(judge);
    return L.layerGroup(
      features.features.map(({ geometry, properties }) => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
        use.setAttribute("href", `#${properties.symbol}`);
        svg.append(use);
        const [lon, lat] = geometry.coordinates;
        return L.marker([lat, lon], {
          keyboard: false,
          icon: L.divIcon({ className: "place-sign", html: svg, iconSize: [28, 28] }),
        }).bindTooltip(() => saying(properties.lines), { direction: "top", offset: [0, -10] });
      }),
    );
  }

  return { shapes, signs };
})();
