// "Use my location": asked of the browser on a click, rounded to some ten metres, put in the address
// of the list and kept nowhere.

const DECIMALS = 4;

/** Let the button appear and make it work. */
export function askLocation(form, button, status) {
  if (!navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const asked = new URLSearchParams();
        for (const [name, value] of new FormData(form)) if (value) asked.set(name, value);
        asked.delete("q"); // the location goes instead of a street
        asked.set("lat", coords.latitude.toFixed(DECIMALS));
        asked.set("lon", coords.longitude.toFixed(DECIMALS));
        window.location.assign(`${form.action}?${asked}`);
      },
      () => {
        status.textContent = button.dataset.refused;
      },
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
}
