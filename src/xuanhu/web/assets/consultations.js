// The talk is asked for every five seconds while the page is seen, and at once when it is seen again.
const said = document.querySelector("[data-look]");
const WAIT = 5000;

function look() {
  if (document.visibilityState === "visible") {
    window.htmx.trigger(said, "look");
  }
}

if (said) {
  said.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.set("seen", said.querySelector("[data-latest]").dataset.latest);
  });
  said.addEventListener("htmx:afterSwap", () => said.lastElementChild.scrollIntoView({ block: "nearest" }));
  document.addEventListener("visibilitychange", look);
  window.setInterval(look, WAIT);
}
