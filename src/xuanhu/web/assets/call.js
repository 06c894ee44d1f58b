// The call: "/" goes to the box, the arrows walk through whom it found, "copy" copies what is to be read out.
const box = () => document.querySelector("#q") || document.querySelector("#find");
const isTyping = (place) => place.matches("input, select, textarea");

document.addEventListener("keydown", (event) => {
  const hits = [...document.querySelectorAll(".hits a")];
  const here = hits.indexOf(document.activeElement);
  if (event.key === "/" && !isTyping(event.target)) {
    event.preventDefault();
    box()?.select();
  } else if (event.key === "ArrowDown" && hits.length && (here >= 0 || event.target.id === "q")) {
    event.preventDefault();
    hits[Math.min(here + 1, hits.length - 1)].focus();
  } else if (event.key === "ArrowUp" && here >= 0) {
    event.preventDefault();
    (hits[here - 1] || box()).focus();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = "已复制";
  });
}

// The answer of the gate stands beside the form: a yes or no that is on its way must not come after a newer one.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403) window.location.reload();
});
