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

// The browser's own button for files speaks the browser's language; where scripts are, ours stands there instead.
for (const label of document.querySelectorAll(".attach")) {
  const input = label.querySelector("input");
  const picked = label.querySelector("[data-picked]");
  label.classList.add("ours-alone");
  input.addEventListener("change", () => {
    picked.textContent = input.files.length ? input.files[0].name : "选图片";
  });
}
