// One marker per place. A place without a point, or of which only the neighbourhood is known, has
// none: those are in the list.

const DRAWN = ["address", "street", "postcode"];

/** Tell whether a place gets a pin. */
export function isDrawn(feature) {
  return feature.geometry !== null && DRAWN.includes(feature.properties.precision);
}

/**
 * Make the marker of a place at a point; `open` is called with it on click, Enter and Space, and `pointed` with
 * its id when it is pointed at or no longer is.
 */
export function placeMarker(feature, point, icon, { open, pointed, showDoubt, hideDoubt }) {
  const [lon, lat] = feature.geometry.coordinates;
  const marker = L.marker(point, {
    icon,
    known: [lat, lon], // from where it slid aside
    kind: feature.properties.kind,
    place: feature.properties,
    riseOnHover: true,
  });
  marker.on("click", () => open(marker));
  marker.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    open(marker);
  });
  marker.on("add", () => {
    // Leaflet makes the element anew each time a marker comes out of a group.
    const element = marker.getElement();
    const { id } = feature.properties;
    element.addEventListener("focus", () => (showDoubt(marker), pointed(id, true)));
    element.addEventListener("blur", () => (hideDoubt(), pointed(id, false)));
    element.addEventListener("mouseenter", () => pointed(id, true));
    element.addEventListener("mouseleave", () => pointed(id, false));
  });
  return marker;
}
