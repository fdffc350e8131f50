// A place whose door is not known lies somewhere in a ring. Its pin stands in the middle of that
// ring, or where it would cover another pin slides aside within it. The same rule as geo/maps/rings.py.

const FREE = 80; // metres between two pins: what keeps them out of one group on the map of a buurt
const METRES = 111_320; // in a degree of latitude
const SPOTS = [[0, 0]];
for (const share of [0.45, 0.8])
  for (let turn = 0; turn < 8; turn += 1)
    SPOTS.push([share * Math.cos((turn * Math.PI) / 4), share * Math.sin((turn * Math.PI) / 4)]);

/** How far off a place may be, in metres; 0 where its door is known. */
export function doubtOf({ properties }) {
  return properties.precision === "address" ? 0 : properties.uncertainty_m || 0;
}

/** Where the pin of each place goes: its id, with latitude and longitude. */
export function pinPoints(features) {
  const taken = [];
  const points = new Map();
  const nearest = ([x, y]) => Math.min(...taken.map(([a, b]) => Math.hypot(a - x, b - y)));
  // Those that have the least room choose first.
  for (const feature of [...features].sort((a, b) => doubtOf(a) - doubtOf(b))) {
    const [lon, lat] = feature.geometry.coordinates;
    const wide = METRES * Math.cos((lat * Math.PI) / 180);
    const radius = doubtOf(feature);
    const spots = (radius ? SPOTS : SPOTS.slice(0, 1)).map(([x, y]) => [
      lon * wide + x * radius,
      lat * METRES + y * radius,
    ]);
    const best = spots.reduce((a, b) => (nearest(b) > nearest(a) ? b : a));
    const chosen = spots.find((spot) => nearest(spot) >= FREE) ?? best;
    taken.push(chosen);
    points.set(feature.properties.id, [chosen[1] / METRES, chosen[0] / wide]);
  }
  return points;
}
