// Entries for places that were found but stand on another page of the list: short, for their popup.

import { root } from "./root.js";

function paragraph(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

function card(place, { kinds, initiatives, prefix }) {
  const { id, name, kind, initiative, precision, status, address, gebied } = place;
  const entry = document.createElement("li");
  const exactness = precision === "address" ? "exact" : "approximate";
  const shape = kind.replaceAll("_", "-");
  entry.dataset.symbol = `symbol-${shape}-${exactness}-${status}-${initiative}`;
  entry.dataset.label = `${name}. ${kinds[kind]}. ${initiatives[initiative]}.`;
  const text = document.createElement("div");
  text.className = "text";
  const heading = document.createElement("h3");
  const link = document.createElement("a");
  link.href = new URL(`.${prefix}/places/${encodeURIComponent(id)}`, root).pathname;
  link.textContent = name;
  heading.append(link);
  const character = `${kinds[kind]}. ${initiatives[initiative]}.`;
  text.append(heading, paragraph(character), paragraph(address ?? gebied ?? ""));
  entry.append(text);
  return entry;
}

/** Make the entries, by the id of their place. */
export function farCards(places, settings) {
  const wanted = new Set(settings.others);
  return new Map(
    places.features
      .map((feature) => feature.properties)
      .filter(({ id }) => wanted.has(id))
      .map((place) => [place.id, card(place, settings)]),
  );
}
