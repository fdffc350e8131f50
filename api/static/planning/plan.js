// What if, on the map: click to add, click to close, drag to move. The server measures and writes what
// changes on the page; that is put in its place, and the address is that of the plan.

import { combobox } from "../site/combobox.js";

const PARTS = ["answer", "plan-moves", "sites-found", "table", "moves", "names", "drawn", "legend"];
/** In the address of an answer that holds only these parts. */
const ONLY = ["part", "changes"];

/** Let a plan be made on the map and by its forms without leaving the page. */
export function plan(stage, settings) {
  const { svg, point } = stage;
  const section = document.getElementById("plan");
  let asking = null;

  const current = () => new URL(location.href).searchParams.get("plan") ?? "";
  const degrees = ({ x, y }) => {
    const { west, north, scale } = svg.dataset;
    const column = +west + x / scale;
    const row = +north + y / scale;
    const whole = 2 ** 14;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / whole))) * 180) / Math.PI;
    return `${lat.toFixed(5)},${((column / whole) * 360 - 180).toFixed(5)}`;
  };

  /** Give the districts of the map what their rows in the table say. */
  function colour() {
    for (const row of document.querySelectorAll("#table tr[data-code]")) {
      const area = document.getElementById(`area-${row.dataset.code}`);
      if (!area) continue;
      area.setAttribute("class", `area ${row.dataset.shade}`);
      area.parentNode.setAttribute("aria-label", row.dataset.said);
    }
  }

  /** Show the page of an address: only what a plan changes is put in its place. */
  async function show(address, remember = true) {
    asking?.abort();
    asking = new AbortController();
    const started = performance.now();
    section.classList.add("waiting");
    try {
      const asked = new URL(address, location.href);
      asked.hash = "";
      asked.searchParams.set(...ONLY);
      const answer = await fetch(asked, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("plan-moves")) {
        const problem = page.querySelector("[role=alert] li");
        document.getElementById("plan-said").textContent = problem?.textContent ?? "";
        document.getElementById("plan-said").classList.remove("hidden");
        return;
      }
      for (const id of PARTS) {
        const [now, next] = [document.getElementById(id), page.getElementById(id)];
        now.replaceChildren(...document.importNode(next, true).childNodes);
      }
      colour();
      stage.fit();
      const reached = new URL(answer.url);
      reached.searchParams.delete(ONLY[0]);
      reached.hash = "";
      const text = reached.searchParams.get("plan") ?? "";
      document.getElementById("show-now").hidden = !text;
      const question = document.querySelector("form.question");
      question.querySelector("[name=plan]")?.remove();
      if (text) {
        const kept = document.createElement("input");
        Object.assign(kept, { type: "hidden", name: "plan", value: text });
        question.prepend(kept);
      }
      if (remember) history.pushState(null, "", reached);
      const said = document.getElementById("plan-said");
      const news = document.querySelectorAll("#plan-moves .delta, #sites-found > .small");
      said.classList.add("hidden");
      said.textContent = [...news].map((one) => one.textContent.replace(/\s+/g, " ").trim()).join(" ");
      performance.measure("plan", { start: started });
    } catch (error) {
      if (error.name !== "AbortError") location.href = address;
    } finally {
      section.classList.remove("waiting");
    }
  }

  function change(text) {
    const address = new URL(location.href);
    address.hash = "";
    if (text) address.searchParams.set("plan", text);
    else for (const name of ["plan", "now"]) address.searchParams.delete(name);
    return show(address);
  }

  /** Add a move to the plan; an earlier one of the same place goes. */
  function make(move, id) {
    const kept = current()
      .split("~")
      .filter((one) => one && (one.startsWith("add,") || one.split(",")[1] !== id));
    return change([...kept, move].join("~"));
  }

  // The tool in hand is the fold that is open.
  const folds = [...section.querySelectorAll("details[data-tool]")];
  for (const fold of folds) {
    fold.addEventListener("toggle", () => {
      if (fold.open) for (const other of folds) if (other !== fold) other.open = false;
      const open = folds.find((one) => one.open);
      if (open) svg.dataset.tool = open.dataset.tool;
      else delete svg.dataset.tool;
    });
  }
  // A form changes the address as it stands: what its hidden fields say may have changed since.
  section.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = new URL(location.href);
    address.hash = "";
    for (const field of event.target.elements) {
      if (!field.name || field.type === "hidden") continue;
      if (field.value) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    }
    show(address);
  });
  // Layers that the server draws; the others are put on and off where they are.
  document.querySelector(".layers").addEventListener("change", ({ target }) => {
    // A sign that comes or goes takes or leaves room for names.
    if (!target.name) return stage.fit();
    const address = new URL(location.href);
    address.hash = "";
    const value = target.type === "checkbox" && !target.checked ? "" : target.value;
    if (value) address.searchParams.set(target.name, value);
    else address.searchParams.delete(target.name);
    show(address);
  });
  document.querySelector(".layers button").hidden = true;
  // A file of spots fills the field that also takes them by hand.
  document.getElementById("candidates-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) document.getElementById("candidates").value = await file.text();
  });
  for (const hint of section.querySelectorAll(".if-script")) hint.hidden = false;
  for (const input of section.querySelectorAll("[data-suggest]")) combobox(input, settings, () => {});

  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-plan], #sites-found a:not([download])");
    if (!link) return;
    event.preventDefault();
    if ("plan" in link.dataset) change(link.dataset.plan);
    else show(link.href);
  });
  addEventListener("popstate", () => show(location.href, false));

  svg.addEventListener("click", (event) => {
    const place = event.target.closest("#places [data-id]");
    if (svg.dataset.tool === "add") {
      const kind = document.getElementById("add-kind").value;
      make(`add,${kind},${degrees(point(event))}`, "");
    } else if (svg.dataset.tool === "close" && place) make(`close,${place.dataset.id}`, place.dataset.id);
  });

  let dragged = null;
  svg.addEventListener("pointerdown", (event) => {
    const place = svg.dataset.tool === "move" && event.target.closest("#places [data-id]");
    if (!place) return;
    event.stopImmediatePropagation();
    svg.setPointerCapture(event.pointerId);
    dragged = { place, holder: place.parentNode, from: place.parentNode.getAttribute("transform") };
  }, true);
  svg.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const at = point(event);
    dragged.holder.setAttribute("transform", `translate(${at.x} ${at.y})`);
  });
  svg.addEventListener("pointerup", (event) => {
    if (!dragged) return;
    const { place, holder, from } = dragged;
    dragged = null;
    holder.setAttribute("transform", from);
    make(`move,${place.dataset.id},${degrees(point(event))}`, place.dataset.id);
  });
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dragged) {
      dragged.holder.setAttribute("transform", dragged.from);
      dragged = null;
    }
  });
}
