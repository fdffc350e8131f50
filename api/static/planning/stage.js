// The map that moves: drag, wheel, two fingers, buttons and keys change its viewBox. Names and marks
// stay as large as they are on the page.

import { names } from "./names.js";

const FULL = { x: 0, y: 0, width: 1000, height: 760 };
const BELOW = matchMedia("(max-width: 74.99rem)");
const MOST = 40;

/** Make a map move; answers what others need of it. */
export function stage(svg) {
  let view = { ...FULL };
  // Where the legend stands below the map, the map needs no room for it.
  const [x, y, width, height] = svg.dataset.tight.split(" ").map(Number);
  const tight = { x, y, width: Math.max(width, (height * FULL.width) / FULL.height) };
  tight.x -= (tight.width - width) / 2;
  tight.y -= ((tight.width * FULL.height) / FULL.width - height) / 2;
  const whole = () => (BELOW.matches ? tight : FULL);
  const listeners = [];
  const labels = names(svg);

  const perPixel = () => 1 / (svg.getScreenCTM()?.a || 1);

  function set(next) {
    const width = Math.min(Math.max(next.width, FULL.width / MOST), FULL.width * 1.6);
    const height = (width * FULL.height) / FULL.width;
    view = { x: next.x, y: next.y, width, height };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
    fit();
  }

  /** Keep names and marks as large as they are on the page. */
  function fit() {
    const k = perPixel();
    svg.style.setProperty("--k", k);
    labels.place(k);
    for (const one of listeners) one(view, k);
  }

  /** Zoom by a factor around a point of the map, or around its middle. */
  function zoom(factor, at = { x: view.x + view.width / 2, y: view.y + view.height / 2 }) {
    const width = Math.min(Math.max(view.width / factor, FULL.width / MOST), FULL.width * 1.6);
    const real = view.width / width;
    set({ x: at.x - (at.x - view.x) / real, y: at.y - (at.y - view.y) / real, width });
  }

  /** Where a point of the page lies on the map. */
  function point({ clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  }

  const pressed = new Map();
  let moved = false;
  let apart = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest("[data-drag]")) return;
    pressed.set(event.pointerId, event);
    moved = pressed.size > 1;
    apart = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pressed.get(event.pointerId);
    if (!before) return;
    const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (!moved && far < 5) return;
    if (!moved) svg.setPointerCapture(event.pointerId);
    moved = true;
    const from = point(before);
    const to = point(event);
    pressed.set(event.pointerId, event);
    const fingers = [...pressed.values()];
    if (fingers.length === 2) {
      const now = Math.hypot(fingers[0].clientX - fingers[1].clientX, fingers[0].clientY - fingers[1].clientY);
      if (apart) zoom(now / apart, point(fingers[0]));
      apart = now;
    } else set({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, (event) => pressed.delete(event.pointerId));
  // A drag is no click.
  svg.addEventListener(
    "click",
    (event) => {
      if (!moved) return;
      moved = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), point(event));
    },
    { passive: false },
  );
  for (const button of document.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", () =>
      button.dataset.zoom === "all" ? set(whole()) : zoom(+button.dataset.zoom),
    );
  document.querySelector(".zoom")?.removeAttribute("hidden");

  svg.dataset.live = "";
  new ResizeObserver(fit).observe(svg);
  BELOW.addEventListener("change", () => set(whole()));
  if (BELOW.matches) set(whole());
  document.fonts.ready.then(() => {
    labels.forget();
    fit();
  });
  return { svg, point, zoom, set, fit, changed: (listener) => listeners.push(listener) };
}
