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

// Buttons that copy come with parts of the page, too; without a clipboard there are none.
const offerCopies = (part) => {
  if (!navigator.clipboard) return;
  for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
};
offerCopies(document);
document.addEventListener("htmx:afterSwap", (event) => offerCopies(event.detail.target));
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.querySelector("span").textContent = "已复制";
});

// The page was open longer than the session: begin anew, by the login.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403) window.location.reload();
});
