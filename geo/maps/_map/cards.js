// The entries of the list, which the map takes its words from: nothing on the map is said in other
// words than in the text beside it.

/** All entries on the page, by the id of their place. */
export function cards() {
  const all = document.querySelectorAll("[data-place]");
  return new Map([...all].map((card) => [card.dataset.place, card]));
}

/** The content of a popup: a copy of the entry without what only works in the list. */
export function copyOf(card) {
  const copy = card.querySelector(".text").cloneNode(true);
  copy.querySelector(".show")?.remove();
  return copy;
}

/** Let the buttons "Show on the map" appear, and call `show` with id and button when pressed. */
export function enableButtons(all, show) {
  for (const [id, card] of all) {
    const button = card.querySelector(".show");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => show(id, button));
  }
}
