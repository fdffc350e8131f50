// Asks the browser to keep the site for when there is no network. Where it cannot, nothing is lost.

import { root } from "./root.js";

const keep = document.body.dataset.offline;

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker
    .register(new URL("service-worker.js", root))
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active.postMessage({ keep: [keep, keep.replace(/offline$/, "")] }))
    .catch(() => {}); // a private window, or storage that is full: the site works without
}
