// What the server says of a form while it is filled in: places of a name like it, hours in words.
// An element with `data-shows` stands in for an answer of that address to the form around or beside it.

const PAUSE = 300;

for (const box of document.querySelectorAll("[data-shows]")) {
  const form = box.closest("form") ?? document.querySelector("main form[method=post]");
  if (!form) continue;
  let waiting, asked;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      try {
        const answer = await fetch(box.dataset.shows, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          signal: asked.signal,
        });
        if (answer.ok) {
          const found = await answer.text();
          if (found.trim() !== box.innerHTML.trim()) box.innerHTML = found;
        }
      } catch {
        // Not reached: the form works without it.
      }
    }, PAUSE);
  });
}
