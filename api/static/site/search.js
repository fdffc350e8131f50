// The search box: suggestions while typing, the location when asked for, and short addresses.

import { askLocation } from "./location.js";
import { combobox } from "./combobox.js";

const form = document.querySelector("form.search");
const input = document.getElementById("q");

/** Leave empty fields out of the address, so that it can be read and shared. */
function dropEmpty() {
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
}

/** Put back what was left out, when somebody returns to the page. */
function restore() {
  for (const field of form.elements) field.disabled = false;
}

form.addEventListener("submit", dropEmpty);
window.addEventListener("pageshow", restore);

// Who types where they are does not want distances from their location any more.
input.addEventListener("input", () => {
  for (const name of ["lat", "lon"]) form.elements[name]?.remove();
});

combobox(input, JSON.parse(input.dataset.suggest), () => form.requestSubmit());
askLocation(form, document.getElementById("here"), document.getElementById("here-status"));
