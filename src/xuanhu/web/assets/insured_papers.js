// Papers sent in pieces, so that a bad line loses little: what was chosen waits in the phone until it has arrived, and
// goes on after a reload. Without this script the form is a plain one.
(() => {
  "use strict";
  if (!window.crypto || !crypto.subtle || !window.fetch) return;
  document.documentElement.classList.add("scripted");

  const DAY = 23 * 3600 * 1000;
  const PAUSES = [1, 2, 4, 8, 15, 30];
  const SAYS = {
    sending: "正在上传，请不要关掉这一页。",
    offline: "网络断了。已经传好的不会丢，连上以后自动接着传。",
    busy: "网络不太好，正在重试。已经传好的不会丢。",
    login: "登录过了时间。重新登录以后接着传，已经传好的不会丢。",
  };

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

  // ---------------------------------------------------------------- what waits in the phone

  const opened = new Promise((done) => {
    if (!window.indexedDB) return done(null);
    const asked = indexedDB.open("xuanhu-papers", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => done(null);
  });
  const inStore = async (mode, act) => {
    const base = await opened;
    if (!base) return undefined;
    return new Promise((done) => {
      try {
        const asked = act(base.transaction("waiting", mode).objectStore("waiting"));
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => done(undefined);
      } catch (_) {
        done(undefined); // a phone without room: the file is sent all the same, but not after a reload
      }
    });
  };
  const remember = (one) => inStore("readwrite", (store) => store.put(one));
  const forget = (key) => inStore("readwrite", (store) => store.delete(key));
  const remembered = async () => (await inStore("readonly", (store) => store.getAll())) || [];

  // ---------------------------------------------------------------- talking to the platform

  class Refused extends Error {
    constructor(status, said) {
      super(said.says || "");
      this.status = status;
      this.said = said;
    }
  }

  const pause = (seconds) => new Promise((done) => {
    const timer = setTimeout(over, seconds * 1000);
    function over() {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    }
    addEventListener("online", over);
  });

  // Asks until there is an answer. What is refused is raised; what only fails is tried again, ever more slowly.
  async function ask(sender, method, path, body, headers) {
    for (let tries = 0; ; tries += 1) {
      let answer = null;
      try {
        answer = await fetch(sender.papers + path, {
          method, body, redirect: "manual", credentials: "same-origin", cache: "no-store",
          headers: { "X-CSRFToken": sender.token, ...headers },
        });
      } catch (_) {
        sender.say(navigator.onLine ? SAYS.busy : SAYS.offline);
      }
      if (answer && answer.type === "opaqueredirect") throw new Refused(401, { says: SAYS.login });
      if (answer && answer.ok) {
        sender.say(SAYS.sending);
        return answer.json();
      }
      if (answer && answer.status < 500 && answer.status !== 408) {
        throw new Refused(answer.status, await answer.json().catch(() => ({})));
      }
      if (answer) sender.say(SAYS.busy);
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    }
  }

  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

  async function sendPiece(sender, sheet, one, start) {
    const content = await one.file.slice(start, start + sender.piece).arrayBuffer();
    const digest = `sha-256=:${base64(await crypto.subtle.digest("SHA-256", content))}:`;
    const headers = { "Content-Digest": digest, "Content-Type": "application/octet-stream" };
    for (let tries = 0; ; tries += 1) {
      try {
        return await ask(sender, "PUT", `/sheets/${sheet}/${start}`, content, headers);
      } catch (error) {
        if (error.said?.code !== "wrong-hash" || tries > 4) throw error;
      }
    }
  }

  async function sendFile(sender, one, line) {
    const form = new URLSearchParams({ key: one.key, name: one.file.name || "", size: one.file.size });
    if (one.sheaf || (one.isPicture && sender.album)) form.set("sheaf", one.sheaf || sender.album);
    if (one.instead) form.set("instead", one.instead);
    const begun = await ask(sender, "POST", "/begin", form);
    const have = new Set(begun.have);
    let sent = have.size;
    const pieces = Math.ceil(one.file.size / sender.piece);
    line.show(sent, pieces);
    if (!begun.is_whole) {
      for (let start = 0; start < one.file.size; start += sender.piece) {
        if (have.has(start)) continue;
        await sendPiece(sender, begun.sheet, one, start);
        line.show((sent += 1), pieces);
      }
    }
    line.look();
    return ask(sender, "POST", `/sheets/${begun.sheet}/finish`, new URLSearchParams());
  }

  // ---------------------------------------------------------------- what one sees

  function lineFor(sender, name) {
    const item = document.createElement("li");
    const file = document.createElement("p");
    const [said, part] = [document.createElement("span"), document.createElement("span")];
    const bar = document.createElement("progress");
    file.className = "file";
    said.textContent = name;
    part.className = "small";
    part.textContent = "等待上传";
    bar.setAttribute("aria-label", name);
    bar.max = 1;
    bar.value = 0;
    file.append(said, part);
    item.append(file, bar);
    sender.list.hidden = false;
    sender.list.append(item);
    const note = (text, kind) => {
      const words = document.createElement("p");
      words.className = kind;
      words.textContent = text;
      item.append(words);
    };
    return {
      show(sent, all) {
        bar.value = all ? sent / all : 0;
        part.textContent = `${Math.round(100 * bar.value)}%`;
      },
      look() {
        part.textContent = "正在检查";
      },
      done(faults) {
        part.textContent = "传好了";
        bar.value = 1;
        faults.forEach((fault) => note(fault, "mind"));
      },
      fail(text) {
        part.textContent = "没有收";
        bar.remove();
        note(text, "wrong");
      },
    };
  }

  // ---------------------------------------------------------------- one form

  class Sender {
    constructor(form) {
      this.form = form;
      this.papers = form.dataset.papers;
      this.piece = Number(form.dataset.piece);
      this.sheaf = form.dataset.sheaf || null;
      this.instead = form.dataset.instead || null;
      this.token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      this.list = form.querySelector(".coming");
      this.status = form.querySelector(".line-says");
      this.queue = [];
      this.isBusy = false;
      this.album = null;
      const input = form.querySelector("input[type=file]");
      input.addEventListener("change", () => {
        this.take([...input.files]);
        input.value = "";
      });
      form.addEventListener("submit", (event) => event.preventDefault());
    }

    say(text) {
      if (this.status.textContent !== text) this.status.textContent = text;
    }

    async take(files) {
      const picked = files.map((file) => ({
        key: newKey(), place: this.papers, sheaf: this.sheaf, instead: this.instead, file, at: Date.now(),
        isPicture: /^image\//.test(file.type) || /\.hei[cf]$/i.test(file.name),
      }));
      for (const one of picked) this.enqueue(one);
      for (const one of picked) await remember(one);
      this.run();
    }

    enqueue(one) {
      this.queue.push([one, lineFor(this, one.file.name || "照片")]);
    }

    async run() {
      if (this.isBusy || !this.queue.length) return;
      this.isBusy = true;
      const [sheaves, failed] = [new Set(), []];
      this.say(SAYS.sending);
      while (this.queue.length) {
        const [one, line] = this.queue[0];
        try {
          const found = await sendFile(this, one, line);
          if (found.is_picture) this.album = found.sheaf;
          sheaves.add(found.sheaf);
          line.done(found.faults);
        } catch (error) {
          if (!(error instanceof Refused) || error.status === 401) return this.stop(error);
          line.fail(error.message || SAYS.busy);
          failed.push(one);
        }
        await forget(one.key);
        this.queue.shift();
      }
      this.isBusy = false;
      this.leave(sheaves, failed.length);
    }

    stop(error) {
      this.isBusy = false;
      this.say(error.message || SAYS.busy);
      if (error.status === 401) {
        const link = document.createElement("a");
        link.href = `/my/login?next=${encodeURIComponent(location.pathname)}`;
        link.textContent = "重新登录";
        this.status.append(" ", link);
      }
    }

    // On to the pages that came; where something was not taken, one reads that first.
    leave(sheaves, failed) {
      const to = this.sheaf || sheaves.size === 1 ? `${this.papers}/sheaves/${this.sheaf || [...sheaves][0]}` : `${this.papers}#waiting`;
      if (!failed) {
        this.say("传好了。");
        if (location.pathname + location.hash === to || to.startsWith(location.pathname + "#")) location.reload();
        else location.assign(to);
        return;
      }
      this.say(sheaves.size ? "有的没有收，其余的传好了。" : "没有收到，请看上面的原因。");
      if (sheaves.size) {
        const link = document.createElement("a");
        link.href = to;
        link.textContent = "看传好的";
        link.addEventListener("click", () => { if (to.startsWith(location.pathname + "#")) setTimeout(() => location.reload()); });
        this.status.append(" ", link);
      }
    }
  }

  const senders = [...document.querySelectorAll("form.send")].map((form) => new Sender(form));

  // What waited when the page was left goes on by itself; what is too old, or of another's case, is forgotten.
  (async () => {
    for (const one of await remembered()) {
      if (Date.now() - one.at > DAY) {
        await forget(one.key);
        continue;
      }
      const mine = senders.filter((sender) => sender.papers === one.place);
      const sender = mine.find((found) => found.sheaf === one.sheaf && found.instead === one.instead) || mine[0];
      if (sender) sender.enqueue(one);
    }
    senders.forEach((sender) => sender.run());
  })();

  // ---------------------------------------------------------------- the reading

  const READ_EVERY = 2500;
  async function waitForReading(tries) {
    const kinds = document.querySelector("#kind[data-again]");
    if (!kinds || tries > 40 || kinds.querySelector("input:checked")) return;
    await pause(READ_EVERY / 1000);
    const answer = await fetch(kinds.dataset.again, { redirect: "manual", cache: "no-store" }).catch(() => null);
    const found = document.querySelector("#kind[data-again]");
    if (answer && answer.ok && found && !found.querySelector("input:checked")) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const anew = page.querySelector("#kind");
      if (anew && (!anew.dataset.again || !found.contains(document.activeElement))) found.replaceWith(anew);
    }
    waitForReading(tries + 1);
  }
  waitForReading(0);
})();
