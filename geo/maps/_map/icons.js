// Pins that say who they are: each gets its sign from the sprite and a name for assistive technology.

const SIZE = 32;
const PIN = [40, 48]; // of the 44 by 52 that a pin is drawn in
const CLUSTER = [48, 36];

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

/**
 * The icon of one place: the pin that stands in its entry in the list, so that the two cannot differ,
 * or where it has none the sign of the place.
 */
export function placeIcon(card, title) {
  const { symbol, label } = card.dataset;
  const pin = card.querySelector(":scope > .pin-mark");
  if (!pin)
    return new LabelledIcon({
      className: "pin",
      html: sign(symbol),
      iconSize: [SIZE, SIZE],
      popupAnchor: [0, -SIZE / 2],
      label,
      title,
    });
  const [width, height] = PIN;
  const exact = pin.querySelector("use").getAttribute("href").startsWith("#pin-");
  return new LabelledIcon({
    className: "pin",
    html: pin.cloneNode(true),
    iconSize: PIN,
    iconAnchor: [(20 / 44) * width, exact ? (50 / 52) * height : height / 2],
    popupAnchor: [0, -height / 2],
    label: `${pin.querySelector("text").textContent}. ${label}`, // begins with what is seen
    title,
  });
}

/** The icon of several places: their number, and by shape and length how many there are of each kind. */
export function clusterIcon(count, share, label) {
  const box = document.createElement("div");
  box.className = "cluster";
  const number = document.createElement("span");
  number.textContent = count;
  const parts = document.createElement("span");
  parts.className = "parts";
  for (const [name, part] of [["house", share], ["room", 1 - share]]) {
    if (!part) continue;
    const bar = document.createElement("i");
    bar.className = name;
    bar.style.inlineSize = `${Math.round(3 + part * 15)}px`;
    parts.append(bar);
  }
  box.append(number, parts);
  return new LabelledIcon({ className: "cluster-pin", html: box, iconSize: CLUSTER, label });
}
