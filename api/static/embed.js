// <meeting-places kind="huiskamer" gebied="WK123456" lang="nl">…</meeting-places>
//
// Shows a filtered list and its map on any site, in a shadow root of its own. It asks the site that
// this file came from, and no other, for the page that also stands in an iframe. What is written
// between the tags is shown until the answer is there, and stays where none comes.

const SITE = import.meta.url.replace(/\/static\/.*$/, "");
const SHEETS = ["palette", "site", "finding", "embed"];
const QUESTIONS = ["q", "kind", "gebied", "status", "activity", "access", "open"];
const LANGUAGES = ["nl", "en", "tr", "ar", "pap", "pl"];

let styles; // the same sheets for all elements of a page

async function sheet(name) {
  const answer = await fetch(`${SITE}/static/${name}.css`);
  const made = new CSSStyleSheet();
  made.replaceSync(await answer.text());
  return made;
}

function sheets() {
  styles ??= Promise.all(SHEETS.map(sheet));
  return styles;
}

class MeetingPlaces extends HTMLElement {
  static observedAttributes = [...QUESTIONS, "lang"];

  #asked; // to drop the answer to a question that is no longer asked
  #root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.#root.append(document.createElement("slot"));
  }

  connectedCallback() {
    this.#ask();
  }

  disconnectedCallback() {
    this.#asked?.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) {
      this.#ask();
    }
  }

  /** Address of the page that is shown. */
  get address() {
    const language = (this.lang || document.documentElement.lang).toLowerCase().split("-")[0];
    const prefix = LANGUAGES.slice(1).includes(language) ? `/${language}` : "";
    const query = new URLSearchParams();
    for (const name of QUESTIONS) {
      if (this.getAttribute(name)) {
        query.set(name, this.getAttribute(name));
      }
    }
    return `${SITE}${prefix}/embed?${query}`;
  }

  async #ask() {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    await null; // attributes that are set one after another are one question
    if (asked.signal.aborted) {
      return;
    }
    this.setAttribute("aria-busy", "true");
    try {
      const [answer, made] = await Promise.all([
        fetch(this.address, { signal: asked.signal, credentials: "omit" }),
        sheets(),
      ]);
      if (!answer.ok) {
        throw new Error(`${this.address} answered ${answer.status}`);
      }
      this.#show(await answer.text(), made);
      this.dispatchEvent(new CustomEvent("meeting-places-shown"));
    } catch (error) {
      if (asked.signal.aborted) {
        return;
      }
      styles = undefined;
      this.#root.replaceChildren(document.createElement("slot"));
      this.dispatchEvent(new CustomEvent("meeting-places-failed", { detail: error }));
    }
    this.removeAttribute("aria-busy");
  }

  #show(text, made) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const section = document.createElement("section");
    section.className = "meeting-places";
    section.lang = page.documentElement.lang;
    section.dir = page.documentElement.dir;
    section.append(...page.querySelector("main").childNodes);
    // The site around it has a heading of its own.
    const heading = document.createElement("h2");
    heading.append(...section.querySelector("h1").childNodes);
    section.querySelector("h1").replaceWith(heading);
    section.querySelector("h2.hidden")?.remove();
    for (const link of section.querySelectorAll("a")) link.target = "_blank";
    section.setAttribute("aria-label", heading.textContent);
    this.#root.adoptedStyleSheets = made;
    this.#root.replaceChildren(section);
  }
}

customElements.define("meeting-places", MeetingPlaces);
