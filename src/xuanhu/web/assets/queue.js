// The queue: minutes counted down, news asked for, everything by keyboard. Without it the page works by its forms.
(() => {
  const EVERY = 15000, MINUTE = 60000;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const lines = () => all(".line").filter((line) => !line.hidden);
  let here = null;  // the case at which one stands

  // What is left of a promise of today: the same words as the server's.
  const count = () => {
    for (const left of all("[data-due]")) {
      const minutes = Math.floor((new Date(left.dataset.due) - new Date()) / MINUTE);
      const hours = Math.floor(minutes / 60), rest = minutes % 60;
      left.textContent = minutes < 0 ? "刚刚逾期" : minutes === 0 ? "马上到期"
        : "还剩" + (hours ? ` ${hours} 小时` : "") + (rest ? ` ${rest} 分钟` : "");
    }
  };

  // Where one stands. A line is remembered by its case, so that it is found again when the list has been swapped.
  const stand = (line) => {
    all(".line.here").forEach((other) => { other.classList.remove("here"); });
    if (!line) return;
    here = line.dataset.case;
    line.classList.add("here");
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  };
  const standing = () => lines().find((line) => line.dataset.case === here && line.classList.contains("here"));
  const move = (step) => {
    const known = lines(), place = known.indexOf(standing());
    stand(known[place < 0 ? 0 : Math.min(Math.max(place + step, 0), known.length - 1)]);
  };

  const tick = () => {
    const boxes = all("input[name=case]"), ticked = boxes.filter((box) => box.checked).length;
    const said = one("#ticked"), whole = one("#all");
    if (said) said.textContent = ticked ? `已勾选 ${ticked} 件` : "勾选案件后可以一起分配";
    if (whole) { whole.hidden = false; whole.checked = ticked > 0 && ticked === boxes.length; whole.setAttribute("aria-label", "勾选本页全部"); }
  };
  const find = () => {
    const text = (one("#on-page")?.value || "").trim();
    for (const line of all(".line")) line.hidden = text !== "" && !line.textContent.replace(/\s/g, "").includes(text.replace(/\s/g, ""));
    for (const heading of all(".lines .heading")) heading.hidden = text !== "";
  };

  // A list in the place of another: what was ticked, chosen and stood at stays so.
  const remembered = () => ({
    ticked: new Set(all("input[name=case]:checked").map((box) => box.value)),
    versions: new Map(all(".line[data-case]").map((line) => [line.dataset.case, line.dataset.version])),
    to: one("#to")?.value, at: standing()?.dataset.case,
    focus: document.activeElement?.closest("#queue") ? document.activeElement : null,
  });
  const put_back = (before) => {
    all("input[name=case]").forEach((box) => { box.checked = before.ticked.has(box.value); });
    if (one("#to") && before.to) one("#to").value = before.to;
    const line = lines().find((other) => other.dataset.case === before.at);
    if (line) { line.classList.add("here"); line.tabIndex = -1; if (before.focus) line.focus({ preventScroll: true }); }
    tick(); count(); find();
  };
  const changed = (before) => {
    const now = new Map(all(".line[data-case]").map((line) => [line.dataset.case, line.dataset.version]));
    let number = 0;
    for (const [key, version] of now) if (before.versions.get(key) !== version) {
      number += 1;
      one(`.line[data-case="${key}"]`).classList.add("moved");
    }
    for (const key of before.versions.keys()) if (!now.has(key)) number += 1;
    return number;
  };

  const is_busy = () => document.hidden || one("dialog[open]") || document.activeElement?.matches("#queue select");
  const ask = async () => {
    const list = one("#queue");
    if (!list?.dataset.news || is_busy()) return;
    const rows = all(".line").length;
    const said = await fetch(`${list.dataset.news}&rows=${rows}`, { headers: { "If-None-Match": list.dataset.token } });
    if (said.redirected) { location.reload(); return; }
    if (said.status !== 200) return;
    const text = await said.text();
    if (one("#queue") !== list || is_busy()) return;
    const before = remembered(), height = scrollY;
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#queue");
    list.replaceWith(fresh);
    window.htmx?.process(fresh);
    put_back(before);
    scrollTo({ top: height, behavior: "instant" });
    const number = changed(before);
    if (number) one("#note").textContent = `${number} 件有变化`;
  };

  // Keys. Whoever types into a field types.
  let g_at = 0;
  const KEYS = {
    j: () => move(1), k: () => move(-1),
    o: () => one("a.open", standing())?.click(), Enter: () => one("a.open", standing())?.click(),
    c: () => one("button.claim", standing())?.click(), t: () => one("a.pass", standing())?.click(),
    x: () => { const box = one("input[name=case]", standing()); if (box) { box.checked = !box.checked; tick(); } },
    "/": () => one("#on-page")?.focus(), "?": () => one("#help")?.showModal(),
    g: () => { g_at = Date.now(); },
    q: () => { if (Date.now() - g_at < 1500) location.assign("/queue"); },
  };
  const NEEDS_LINE = new Set(["o", "c", "t", "x", "Enter"]);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    const into = event.target, typing = into.matches("input:not([type=checkbox]), select, textarea");
    if (typing) { if (event.key === "Escape" && into.id === "on-page") { into.value = ""; find(); into.blur(); } return; }
    if (!KEYS[event.key] || (NEEDS_LINE.has(event.key) && !standing())) return;
    if (event.key === "Enter" && into !== standing()) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "all") all("input[name=case]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("#all, input[name=case]")) tick();
    if (event.target.matches("#filters select")) event.target.form.requestSubmit();
  });
  document.addEventListener("input", (event) => { if (event.target.id === "on-page") find(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#help-opens")) one("#help").showModal();
    const line = event.target.closest(".line[data-case]");
    if (line && !event.target.closest("a, button, input, label")) stand(line);
  });

  // Acts by htmx: the list comes back whole; a refusal is a sentence above it.
  let before_act = null;
  document.addEventListener("htmx:configRequest", (event) => { event.detail.parameters.set?.("rows", all(".line").length); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    before_act = event.detail.target.id === "queue" ? remembered() : null;
    if (event.detail.xhr.status !== 422) return;
    Object.assign(event.detail, { shouldSwap: true, isError: false, target: one("#note"), swapOverride: "innerHTML" });
    before_act = null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (before_act) { const was = before_act; before_act = null; was.ticked.clear(); was.to = ""; was.focus ||= document.body; put_back(was); }
    tick(); count();
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const id of ["on-page", "help-opens"]) { const found = one(`#${id}`); if (found) found.hidden = false; }
    const button = one("#filter");
    if (button) button.hidden = true;  // choosing is enough
    count(); tick();
    setInterval(count, MINUTE / 4);
    setInterval(() => { ask().catch(() => {}); }, EVERY);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) ask().catch(() => {}); });
  });
})();
