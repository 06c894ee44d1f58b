// The list of a day is printed by a button, where scripts are; the browser's own menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Escorts are judged anew when the times change; whoever was chosen meanwhile stays chosen, if they can still go.
const candidates = document.querySelector("#candidates");
if (candidates) {
  let chosen = null;
  document.body.addEventListener("htmx:beforeSwap", () => {
    chosen = candidates.querySelector("[name=escort]:checked")?.value ?? null;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    const again = [...candidates.querySelectorAll("[name=escort]:enabled")].find((one) => one.value === chosen);
    if (again) {
      again.checked = true;
    }
  });
}
