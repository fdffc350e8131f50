// Pins that say who they are: each gets its sign from the sprite and a name for assistive technology.

const SIZE = 32;
const CLUSTER_SIZE = 44;

/** An icon whose element carries a name, also when Leaflet makes the element anew. */
const LabelledIcon = L.DivIcon.extend({
  createIcon(old) {
    const element = L.DivIcon.prototype.createIcon.call(this, old);
    element.setAttribute("aria-label", this.options.label);
    element.setAttribute("title", this.options.title ?? this.options.label);
    return element;
  },
});

/** Draw a sign of the sprite. */
export function sign(symbol) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${symbol}`);
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The icon of one place. */
export function placeIcon(symbol, label, title) {
  return new LabelledIcon({
    className: "pin",
    html: sign(symbol),
    iconSize: [SIZE, SIZE],
    popupAnchor: [0, -SIZE / 2],
    label,
    title,
  });
}

/** The icon of several places: their number in a ring that shows the share of Huizen van de Wijk. */
export function clusterIcon(count, share, label) {
  const box = document.createElement("div");
  box.className = "cluster";
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  ring.setAttribute("viewBox", "0 0 44 44");
  ring.setAttribute("aria-hidden", "true");
  for (const [name, part] of [["huiskamer", 1], ["huis-van-de-wijk", share]]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    circle.setAttribute("class", `ring ${name}`);
    circle.setAttribute("cx", "22");
    circle.setAttribute("cy", "22");
    circle.setAttribute("r", "19");
    circle.setAttribute("pathLength", "100");
    circle.setAttribute("stroke-dasharray", `${part * 100} 100`);
    circle.setAttribute("transform", "rotate(-90 22 22)");
    ring.append(circle);
  }
  const number = document.createElement("span");
  number.textContent = count;
  box.append(ring, number);
  return new LabelledIcon({
    className: "cluster-pin",
    html: box,
    iconSize: [CLUSTER_SIZE, CLUSTER_SIZE],
    label,
  });
}
