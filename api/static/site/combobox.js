// Suggestions while typing, as an editable combobox with a listbox (ARIA 1.2): the focus stays in the
// field, the arrows choose, Enter takes, Escape closes. Without this script it is a plain field.

import { root } from "./root.js";

const PAUSE_MS = 180;
const LEAST = 2;

/** Turn `input` into a combobox; `taken` is called when a suggestion was put into it. */
export function combobox(input, { url, language, words }, taken) {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.list);
  const count = document.createElement("p");
  count.className = "hidden";
  count.setAttribute("role", "status");
  input.after(list, count);
  const set = (name, value) => input.setAttribute(name, value);
  set("role", "combobox");
  set("aria-autocomplete", "list");
  set("aria-expanded", "false");
  set("aria-controls", list.id);

  const rules = new Intl.PluralRules(language);
  let timer = 0;
  let asking = null;
  let chosen = -1;

  function stopAsking() {
    clearTimeout(timer);
    asking?.abort();
  }

  function close() {
    stopAsking();
    list.hidden = true;
    chosen = -1;
    set("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    stopAsking(); // a late answer must not replace the list in which somebody is choosing
    const options = [...list.children];
    chosen = (number + options.length) % options.length;
    options.forEach((option, one) => option.setAttribute("aria-selected", String(one === chosen)));
    set("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    input.value = option.dataset.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    taken();
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map(({ text, detail, value }, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.dataset.value = value;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const name = document.createElement("span");
        name.textContent = text;
        option.append(name);
        if (detail) {
          const where = document.createElement("small");
          where.textContent = detail;
          option.append(" ", where);
        }
        // Before the click the field would lose the focus, and the list would close.
        option.addEventListener("mousedown", (event) => event.preventDefault());
        option.addEventListener("click", () => take(option));
        return option;
      }),
    );
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    set("aria-expanded", String(!list.hidden));
    const sentence = words.count[rules.select(suggestions.length)] ?? words.count.other;
    count.textContent = sentence.replace("%(num)s", suggestions.length);
  }

  async function ask(text) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const asked = new URL(url, root);
      asked.searchParams.set("q", text);
      asked.searchParams.set("limit", "8");
      const answer = await fetch(asked, { signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (document.activeElement === input && !signal.aborted) show(suggestions);
    } catch {
      if (!signal.aborted) close(); // no network; otherwise another letter was typed meanwhile
    }
    return undefined;
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isTrusted) return;
    const text = input.value.trim();
    if (text.length < LEAST || text.length > 100) close();
    else timer = setTimeout(ask, PAUSE_MS, text);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
