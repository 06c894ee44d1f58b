// A form that keeps what is typed: every five seconds, when a field is left, and when the page is.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const says = form.querySelector("[data-saved]");
  const revision = form.elements.revision;
  let typed = 0;      // how often something was typed
  let kept = 0;       // up to which of it the server has it
  let sending = null;
  let stale = false;
  let submitting = false;

  const tell = (text, lost) => {
    says.textContent = text;
    says.classList.toggle("lost", lost);
  };

  const save = async () => {
    if (stale || submitting || kept === typed || sending) return;
    const upTo = typed;
    sending = fetch(form.dataset.draft, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true,
    });
    try {
      const answer = await sending;
      const said = answer.ok || answer.status === 409 ? await answer.json() : {};
      if (answer.ok && !answer.redirected) {
        revision.value = said.revision;
        kept = upTo;
        tell(said.says, false);
        document.body.dispatchEvent(new CustomEvent("saved"));
      } else if (answer.status === 409) {
        stale = true;
        tell(said.says, true);
      } else {
        tell("草稿没有保存上，可能是登录过期了。请先复制写好的内容，再重新登录。", true);
      }
    } catch {
      tell("网络断了，草稿还没有保存；连上以后会接着保存，请不要关掉这一页。", true);
    } finally {
      sending = null;
    }
  };

  form.addEventListener("input", () => {
    typed += 1;
    if (!stale) tell("正在输入，稍后自动保存", false);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => { submitting = true; });
  setInterval(save, 5000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  addEventListener("pagehide", save);
  addEventListener("beforeunload", (event) => {
    if (!submitting && kept !== typed) { save(); event.preventDefault(); }
  });
}
