// The start of the workbench: the map and the table point at each other, the map can be moved, and a
// plan can be made on it. Without it all of this is whole, by links and forms.

import { link } from "./link.js";
import { plan } from "./plan.js";
import { stage } from "./stage.js";
import { streets } from "./streets.js";

const made = stage(document.getElementById("map"));
link(made);
streets(made);
plan(made, JSON.parse(document.getElementById("plan").dataset.suggest));
