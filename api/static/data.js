// The data of the map, each file asked for once.

async function load(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Load the places and the districts as GeoJSON. */
export function loadAll() {
  return Promise.all([
    load("/v1/collections/places/items?limit=10000"),
    load("/v1/collections/gebieden/items?limit=100"),
  ]);
}
