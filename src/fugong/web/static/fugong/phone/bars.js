/* The lines above the tabs: no network, sign in again, full store, a new version. Each stays until it is no longer true. */
import { fill, h, icon } from "./dom.js";
import { t } from "./words.js";

const shown = new Map();

/* bar("full", {tone, mark, text, actions: [[label, act]]}); bar("full", null) takes it away. */
export function bar(name, said) {
  if (said) shown.set(name, said);
  else shown.delete(name);
  fill(document.getElementById("bars"), Array.from(shown, ([key, each]) => line(key, each)));
}

function line(key, { tone, mark, text, actions }) {
  const buttons = (actions || []).map(([label, act]) => h("button", { class: "btn btn-sm btn-outline-secondary", type: "button", onclick: act }, label));
  return h("div", { class: `alert alert-${tone}`, "data-bar": key }, h("div", { class: "bar-text" }, icon(mark), h("span", {}, text)), buttons.length ? h("div", { class: "bar-actions" }, buttons) : null);
}

/* A short word that goes by itself. */
let timer = 0;
export function say(text) {
  const box = document.getElementById("said");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { box.hidden = true; }, 4000);
}

/* A question before a step that can't be undone. Resolves to true or false. */
export function ask(question, yes) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const dialog = h("div", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "question" });
    const end = (answer) => {
      dialog.remove();
      if (before && before.focus) before.focus();
      resolve(answer);
    };
    const no = h("button", { class: "btn btn-lg btn-outline-secondary", type: "button", onclick: () => end(false) }, t("cancel"));
    fill(dialog, h("div", { class: "ask-box" }, h("p", { id: "question" }, question), h("button", { class: "btn btn-lg btn-danger", type: "button", onclick: () => end(true) }, yes), no));
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") end(false); });
    document.body.append(dialog);
    no.focus();
  });
}
