// Who comes back from the page of a place finds the focus on that place in the list, as it was left.
// What was opened is remembered in the history of the tab, and nowhere else.

const LINKS = ".place h3 a";

document.querySelector(".list").addEventListener("click", ({ target }) => {
  const opened = target.closest(LINKS)?.getAttribute("href");
  if (opened) history.replaceState({ ...history.state, opened }, "");
});

const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "back_forward" && history.state?.opened) {
  const links = [...document.querySelectorAll(LINKS)];
  links
    .find((link) => link.getAttribute("href") === history.state.opened)
    ?.focus({ preventScroll: true }); // the browser itself goes back to where the page was
}
