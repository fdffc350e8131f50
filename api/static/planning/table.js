// The table and the map point at each other.

/** The lines of the table by the code of their district. */
export function rows() {
  const lines = [...document.querySelectorAll("tr[data-code]")];
  return new Map(lines.map((line) => [line.dataset.code, line]));
}

/** What a line says in short: the district and its share. */
function summary(line) {
  const name = line.querySelector("th a").textContent;
  return `${name}: ${line.querySelector("td.main").textContent}`;
}

/** Mark in the map what is pointed at in the table, and the other way round. */
export function link(lines, map, reading) {
  function mark(code) {
    for (const [one, line] of lines) line.classList.toggle("marked", one === code);
    map.mark(code);
    reading.textContent = code === null ? "" : summary(lines.get(code));
  }

  for (const [code, line] of lines) {
    line.addEventListener("mouseenter", () => mark(code));
    line.addEventListener("mouseleave", () => mark(null));
    line.addEventListener("focusin", () => mark(code));
    line.addEventListener("focusout", () => mark(null));
  }
  map.listen(mark, (code) => {
    const line = lines.get(code);
    line.scrollIntoView({ block: "center" });
    line.querySelector("th a").focus({ preventScroll: true });
  });
}
