// Small helps of every page; each page works without them, the chat aside.

// Signing out leaves nothing of the talk on this device.
for (const form of document.querySelectorAll("[data-signs-out]")) {
  form.addEventListener("submit", (event) => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith("cunqing/"));
    const waits = keys.some((key) => (localStorage.getItem(key) || "").includes('"state":"waiting"'));
    if (waits && !window.confirm(form.dataset.waiting)) {
      event.preventDefault();
      return;
    }
    for (const key of keys) localStorage.removeItem(key);
  });
}

// The icon on the phone's screen says how much is new, where phones can.
const { news } = document.body.dataset;
if (news !== undefined && navigator.setAppBadge) {
  const said = Number(news) ? navigator.setAppBadge(Number(news)) : navigator.clearAppBadge();
  said.catch(() => {});
}

// On a phone the pages stand in one line, of which this one is in sight.
const here = document.querySelector(".nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 48;

// What answers a press stands at the page's own address, so that coming back to it asks for the page.
const { address } = (document.querySelector("[data-address]") || document.body).dataset;
if (address && address !== location.pathname) history.replaceState(null, "", address);

// A reason in one tap.
for (const chip of document.querySelectorAll("[data-fill]")) {
  chip.addEventListener("click", () => {
    const field = document.getElementById(chip.dataset.fill);
    field.value = chip.textContent.trim();
    field.focus();
  });
}

// Once pressed, a form is not pressed again; coming back to the page opens it anew.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.pressed) event.preventDefault();
    form.dataset.pressed = "yes";
    form.classList.add("pressed");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.pressed")) {
    delete form.dataset.pressed;
    form.classList.remove("pressed");
  }
});

// The menu of the person closes when one taps elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.who[open]")) {
    if (!open.contains(event.target)) open.removeAttribute("open");
  }
});

// One tick for all of a list.
for (const all of document.querySelectorAll("[data-all]")) {
  all.addEventListener("change", () => {
    for (const box of document.getElementsByName(all.dataset.all)) box.checked = all.checked;
  });
}

// A sheet for signature goes to the printer.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
