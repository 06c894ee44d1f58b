// The talk goes on in its page: what is new is asked for every five seconds while the page is seen, and added beneath;
// what is sent goes without a new page. Where any of this fails, the form is an ordinary form.
const news = document.querySelector("[data-news]");
const say = document.getElementById("say");
const WAIT = 5000;
const PATIENCE = 60000;
let known = "";
let is_asking = false;

function drawn(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

// What is there already stays as it is, with its pictures; only who has read it may change.
function merge(page) {
  const lines = document.getElementById("lines");
  const added = [];
  for (const one of page.querySelectorAll("#lines > li")) {
    const here = document.getElementById(one.id);
    if (!here) {
      added.push(lines.appendChild(document.adoptNode(one)));
    } else if (here.classList.contains("mine")) {
      here.querySelector(".when").textContent = one.querySelector(".when").textContent;
    }
  }
  if (added.some((one) => one.id !== "nothing")) {
    document.getElementById("nothing")?.remove();
  }
  return added;
}

async function look() {
  if (document.visibilityState !== "visible" || is_asking) {
    return;
  }
  is_asking = true;
  try {
    const headers = known ? { "If-None-Match": known } : {};
    const answer = await fetch(news.dataset.news, { headers, redirect: "error" });
    if (answer.status === 200) {
      known = answer.headers.get("ETag") || "";
      const added = merge(drawn(await answer.text()));
      if (added.some((one) => one.classList.contains("advised"))) {
        window.location.reload(); // advice closes the case: the whole page says so
      }
    }
  } catch {
    // no network: asked again in a moment
  } finally {
    is_asking = false;
  }
}

function dress() {
  const form = say.querySelector("form");
  const label = say.querySelector(".attach");
  if (!form || !label) {
    return;
  }
  const input = label.querySelector("input");
  const picked = label.querySelector("[data-picked]");
  const plain = picked.textContent;
  label.classList.add("ours-alone");
  input.addEventListener("change", () => {
    picked.textContent = input.files.length ? `已选：${input.files[0].name}` : plain;
  });
  form.addEventListener("submit", send);
}

async function send(event) {
  const form = event.currentTarget;
  const state = form.querySelector("[data-state]");
  const button = form.querySelector("button[type=submit]");
  event.preventDefault();
  if (button.disabled) {
    return;
  }
  button.disabled = true;
  state.textContent = "正在发送…";
  const patience = new AbortController();
  const giving_up = window.setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: patience.signal });
    const page = drawn(await answer.text());
    const next = page.getElementById("say");
    if (!next) {
      window.location.assign(answer.url); // the login, or a page that says what is wrong
      return;
    }
    const added = merge(page);
    say.replaceChildren(...next.childNodes);
    dress();
    const wrong = say.querySelector("[role=alert]");
    if (wrong) {
      wrong.scrollIntoView({ block: "center" });
    } else {
      added.at(-1)?.scrollIntoView({ block: "nearest" });
      say.querySelector("textarea")?.focus({ preventScroll: true });
    }
  } catch {
    button.disabled = false;
    state.textContent = "没发出去，可能是网络不好。写的都还在，请再点一次“发送”，不会重复。";
  } finally {
    window.clearTimeout(giving_up);
  }
}

if (news && say) {
  dress();
  document.addEventListener("visibilitychange", look);
  window.setInterval(look, WAIT);
}
