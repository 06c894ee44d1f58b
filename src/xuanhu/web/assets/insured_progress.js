// A case asks for news every half minute while somebody looks at it. Without this the page is read as it was loaded.
(() => {
  const EVERY = 30000;
  const ask = async () => {
    const old = document.querySelector("#progress");
    if (!old || document.hidden) return;
    const said = await fetch(old.dataset.news, { headers: { "If-None-Match": old.dataset.token } }).catch(() => null);
    if (!said) return;  // no net for a moment
    if (said.redirected) { location.reload(); return; }
    if (said.status !== 200) return;
    const opened = [...old.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = document.activeElement && document.activeElement.closest("#progress") ? document.activeElement.getAttribute("href") : null;
    old.innerHTML = await said.text();
    old.dataset.token = said.headers.get("ETag") || "";
    for (const one of old.querySelectorAll("details")) one.open = opened.includes(one.id);
    const link = [...old.querySelectorAll("a")].find((one) => one.getAttribute("href") === focused);
    if (focused && link) link.focus({ preventScroll: true });
    document.querySelector("#note").textContent = "进度有更新。";
  };
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
