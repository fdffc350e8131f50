// The part of the page that holds the map: always there beside the list on a wide screen, and on a
// narrow one above it when asked for.

const WIDE = matchMedia("(min-width: 48rem)");

/** Show the panel when there is room or when asked; `opened` is called each time it appears. */
export function panel(words, opened) {
  const box = document.getElementById("map-panel");
  const toggle = document.getElementById("toggle-map");

  function set(visible) {
    toggle.hidden = WIDE.matches;
    toggle.setAttribute("aria-expanded", String(visible));
    toggle.textContent = visible ? words.hideMap : words.showMap;
    box.hidden = !visible;
    if (visible) opened();
  }

  toggle.addEventListener("click", () => {
    set(box.hidden);
    if (!box.hidden) document.getElementById("map-heading").focus();
  });
  WIDE.addEventListener("change", () => set(WIDE.matches || !box.hidden));
  set(WIDE.matches);

  return {
    reveal() {
      if (box.hidden) set(true);
      if (!WIDE.matches) box.scrollIntoView({ block: "start" });
    },
  };
}
