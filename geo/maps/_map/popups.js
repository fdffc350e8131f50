// Popups that the keyboard can use: the focus goes in when one opens, Escape closes it, and the
// focus goes back to where it came from. Around a place whose point is not exact a circle shows how
// far off it may be.

/** Make the functions `open`, and `showDoubt` and `hideDoubt` for the circle. */
export function popups(map, words, elementOf) {
  let circle = null;

  function hideDoubt() {
    circle?.remove();
    circle = null;
  }

  function showDoubt(marker) {
    hideDoubt();
    const { precision, uncertainty_m: metres } = marker.options.place;
    if (precision === "address" || !metres) return;
    circle = L.circle(marker.options.known, {
      radius: metres,
      interactive: false,
      className: "doubt",
    }).addTo(map);
  }

  function open(marker, content, opener) {
    const room = map.getSize();
    const popup = L.popup({
      className: "place-popup",
      minWidth: Math.min(260, room.x - 80),
      maxWidth: Math.min(340, room.x - 80),
      maxHeight: Math.max(180, room.y - 90),
      offset: [0, -12],
      autoPanPadding: [16, 16],
    });
    popup.setLatLng(marker.getLatLng()).setContent(content);
    popup.on("remove", () => {
      const held = document.activeElement;
      const inside = held === document.body || popup.getElement()?.contains(held);
      hideDoubt();
      if (inside) (opener ?? elementOf(marker))?.focus();
    });
    popup.openOn(map);

    const element = popup.getElement();
    const heading = content.querySelector("h2, h3");
    heading.id = "popup-heading";
    element.setAttribute("role", "dialog");
    element.setAttribute("aria-labelledby", heading.id);
    element.tabIndex = -1;
    element.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") popup.close();
    });
    element.focus({ preventScroll: true });
    showDoubt(marker); // after the focus has left the pin, which takes the circle away
  }

  return { open, showDoubt, hideDoubt };
}
