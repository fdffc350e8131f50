// The outlines and names of the districts, from our own data: the map says where one is even when
// no background map can be reached.

const NAMES_FROM = 12;
const STEP_PX = 14;
const SETTLED_MS = 450; // pins that come out of a group take 300

/** Twice the signed area of a ring, and its centre of gravity. */
function weigh(ring) {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const cross = ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    area += cross;
    x += (ring[i - 1][0] + ring[i][0]) * cross;
    y += (ring[i - 1][1] + ring[i][1]) * cross;
  }
  return { area: Math.abs(area), centre: [y / (3 * area), x / (3 * area)] };
}

/** Where the name of a district goes: the centre of its largest part, as latitude and longitude. */
function namePoint({ type, coordinates }) {
  const outer = type === "Polygon" ? [coordinates[0]] : coordinates.map((part) => part[0]);
  return outer.map(weigh).sort((a, b) => b.area - a.area)[0].centre;
}

/** Call `work` once, shortly after the last of many calls. */
function soon(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, SETTLED_MS);
  };
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Move each name up or down to where no pin, no other name and not the start stands. */
function stepAside(map) {
  const boxes = (selector) => [...map.getContainer().querySelectorAll(selector)];
  const taken = boxes(".leaflet-marker-pane > *, .start-label").map((pin) =>
    pin.getBoundingClientRect(),
  );
  for (const name of boxes(".district-name span")) {
    name.style.translate = "";
    name.style.visibility = "";
    const at = name.getBoundingClientRect();
    const steps = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => step * STEP_PX);
    const free = steps.find((step) => {
      const moved = new DOMRect(at.x, at.y + step, at.width, at.height);
      return !taken.some((box) => overlap(moved, box));
    });
    if (free === undefined) name.style.visibility = "hidden";
    else {
      name.style.translate = `0 ${free}px`;
      taken.push(name.getBoundingClientRect());
    }
  }
}

/** The names of districts or neighbourhoods, each at a point; answers their markers. */
function nameMarkers(points) {
  return points.map(([text, ...point]) => {
    const name = document.createElement("span");
    name.textContent = text;
    return L.marker(point, {
      pane: "district-names",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: "district-name", html: name, iconSize: [0, 0] }),
    });
  });
}

/**
 * Draw the districts below everything else, with their names or those of the neighbourhoods given
 * (name, latitude, longitude); answers the layer.
 */
export function districtLayer(map, districts, neighbourhoods = []) {
  map.createPane("districts").style.zIndex = 350;
  map.createPane("district-names").style.zIndex = 360;
  const outlines = L.geoJSON(districts, {
    pane: "districts",
    interactive: false,
    style: (feature) => ({
      className: feature.properties.residential ? "district" : "district other",
    }),
  });
  const own = districts.features
    .filter((feature) => feature.properties.residential)
    .map((feature) => [feature.properties.name, ...namePoint(feature.geometry)]);
  const names = nameMarkers(neighbourhoods.length ? neighbourhoods : own);
  // A name that a pin covers cannot be read: it steps aside, or goes where there is no room.
  map.on("layeradd moveend zoomend", soon(() => stepAside(map)));
  // From far off the names would stand on top of each other.
  const from = neighbourhoods.length ? NAMES_FROM + 2 : NAMES_FROM;
  const judge = () => map.getContainer().classList.toggle("overview", map.getZoom() < from);
  map.on("zoomend", judge);
  map.whenReady(judge);
  return L.layerGroup([outlines, ...names]);
}
