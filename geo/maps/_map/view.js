// How a map behaves, and where it begins.

const prefersStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Options for `L.map`: nothing moves by itself for those who prefer reduced motion. */
export function mapOptions() {
  const moves = !prefersStill();
  return {
    zoomControl: false,
    minZoom: 9,
    maxZoom: 17,
    fadeAnimation: moves,
    markerZoomAnimation: moves,
    zoomAnimation: moves,
  };
}

/** Let a map jump where it would slide: Leaflet has no option for it, for popups and arrow keys. */
export function keepStill(map) {
  if (!prefersStill()) return;
  map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
}

const FEW = 40;

/** The value below which a share of the numbers lies. */
function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)];
}

/** The box that holds most of the pins: a district that lies 25 km off would shrink the rest. */
export function mostOf(markers) {
  const [low, high] = markers.length < FEW ? [0, 1] : [0.1, 0.99];
  const points = markers.map((marker) => marker.getLatLng());
  const [lats, lons] = [points.map((point) => point.lat), points.map((point) => point.lng)];
  return L.latLngBounds(
    [quantile(lats, low), quantile(lons, low)],
    [quantile(lats, high), quantile(lons, high)],
  );
}
