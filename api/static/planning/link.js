// The table and the map point at each other, by mouse, tap and keyboard.

/** Mark in the map what is pointed at in the table, and the other way round. */
export function link({ svg }) {
  const reading = document.getElementById("map-reading");
  const areas = new Map([...svg.querySelectorAll("#shapes a")].map((one) => [one.dataset.code, one]));
  const outline = document.getElementById("outline");
  let chosen = null;

  const rows = () => [...document.querySelectorAll("tr[data-code]")];
  const row = (code) => document.querySelector(`tr[data-code="${code}"]`);

  /** What a row says in short: the district, its share, and who is farther. */
  function summary(line) {
    const cells = [...line.querySelectorAll("td:not(.words)")].slice(0, 4);
    const told = cells.map((cell) => `${cell.dataset.h}: ${cell.textContent.trim()}`);
    return [line.querySelector("th a").textContent, ...told].join("\n");
  }

  function mark(code) {
    const shown = code ?? chosen;
    for (const line of rows()) line.classList.toggle("marked", line.dataset.code === shown);
    for (const [one, area] of areas) area.classList.toggle("marked", one === shown);
    if (areas.has(shown)) outline.setAttribute("href", `#area-${shown}`);
    else outline.removeAttribute("href");
    const line = shown && row(shown);
    reading.hidden = !line;
    reading.textContent = line ? summary(line) : "";
  }

  function choose(code) {
    chosen = chosen === code ? null : code;
    mark(null);
  }

  // One stop of the keyboard for the whole map; the arrows go on from there.
  const order = [...areas.values()];
  if (order.length) order[0].tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = order.indexOf(event.target.closest("#shapes a"));
    if (!step || at < 0) return;
    event.preventDefault();
    const next = order[(at + step + order.length) % order.length];
    order[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  for (const [code, area] of areas) {
    area.addEventListener("mouseenter", () => mark(code));
    area.addEventListener("mouseleave", () => mark(null));
    area.addEventListener("focus", () => mark(code));
    area.addEventListener("blur", () => mark(null));
    // A click or tap chooses; the keyboard follows the link, as everywhere.
    area.addEventListener("click", (event) => {
      if (event.detail === 0) return;
      event.preventDefault();
      if (!svg.dataset.tool) choose(code);
    });
    area.addEventListener("dblclick", () => (location.href = area.getAttribute("href")));
  }
  const table = document.getElementById("table");
  const codeOf = (event) => event.target.closest("tr[data-code]")?.dataset.code ?? null;
  table.addEventListener("mouseover", (event) => mark(codeOf(event)));
  table.addEventListener("mouseleave", () => mark(null));
  table.addEventListener("focusin", (event) => mark(codeOf(event)));
  table.addEventListener("focusout", () => mark(null));
}
