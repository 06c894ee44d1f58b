// The room of a case: Enter records, picking a hospital or a day fills the form, files may be dropped.
"use strict";

const form = () => document.getElementById("fact");

const set = (key, value) => {
  const all = form()?.querySelectorAll(`[name="${CSS.escape(key)}"]`) ?? [];
  for (const one of all) {
    if (one.type === "radio") one.checked = one.value === value;
    else if (one.type !== "checkbox") one.value = value;
  }
};

const changed = () => form()?.querySelector(".fact").dispatchEvent(new Event("change", { bubbles: true }));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-hospital], button[data-institution], button[data-day]");
  if (!button || !form()) return;
  const { departments, day, ...values } = button.dataset;
  if (day) {
    const key = form().querySelector('input[name="on"]') ? "on" : "_moment";
    set(key, day);
    mark();
  }
  for (const [key, value] of Object.entries(values)) set(key, value);
  if (departments !== undefined) offer("department", departments.split("|").filter(Boolean));
  if (values.hospital) button.closest("details").open = false;
  changed();
  if (!day) form().querySelector('[name="on"], [name="department"]')?.focus();
});

// The departments of the hospital that was picked are offered where one types.
const offer = (key, names) => {
  const input = form().querySelector(`input[name="${CSS.escape(key)}"]`);
  if (!input || !names.length) return;
  const list = document.getElementById(`h-${key}`) ?? form().appendChild(document.createElement("datalist"));
  list.id = `h-${key}`;
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  input.setAttribute("list", list.id);
};

const mark = () => {
  const chosen = form()?.querySelector('input[name="on"]')?.value;
  for (const one of document.querySelectorAll(".picks button"))
    one.closest("td").classList.toggle("chosen", one.dataset.day === chosen);
};
document.addEventListener("change", mark);
mark();

for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector('input[type="file"]');
  const over = (is) => drop.querySelector(".drop").classList.toggle("over", is);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    input.files = event.dataTransfer.files;
  });
}
