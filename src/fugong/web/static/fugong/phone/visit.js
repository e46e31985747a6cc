/* A visit being written: all items one below the other, under one thumb. Every touch is kept at once. */
import { badge, fill, h, icon, moment } from "./dom.js";
import { ask } from "./bars.js";
import { here } from "./person.js";
import { enterpriseOf, kept, sectionsOf } from "./day.js";
import { isComplete, itemCard } from "./item.js";
import { keep } from "./room.js";
import { pick, t } from "./words.js";

const { store, visits } = self.phone;
const DELAY = 300; // milliseconds after the last key before what is typed is kept

/* The draft of the page that is open; `flush` keeps what was typed a moment ago. */
export const writing = { flush: async () => undefined };

export async function visit(main, uid) {
  const [day, draft] = [await kept(), await store.get("drafts", uid)];
  if (!draft || !here.person || draft.person !== here.person.id || !day) {
    fill(main, h("p", { class: "empty" }, t("not_here")));
    return { title: t("visit"), back: "#/" };
  }
  const back = enterpriseOf(day, draft.enterprise.id) ? `#/e/${draft.enterprise.id}` : "#/";
  if (draft.state === "queued" || draft.state === "sent") return closed(main, draft, back);
  const files = await store.filesOf(uid);
  const sections = sectionsOf(day, enterpriseOf(day, draft.enterprise.id), draft.checklists);
  const items = sections.flatMap((each) => each.items);
  const board = keeper(draft);
  const bottom = foot(draft, items, files);
  const open = { draft, files, day, ...board, changed: (item) => { board.soon(); bottom.refresh(); return item; }, next: (item) => step(items, draft, files, item) };
  let number = 0;
  fill(main, troubled(draft), sections.map((section) => h("section", { class: "aspect" },
    h("h2", { class: "phone-heading" }, pick(section.name)),
    section.items.map((item) => itemCard(open, section, item, (number += 1))))), discard(draft));
  return { title: draft.enterprise.name, back, foot: bottom.parts };
}

/* Keeps the draft: at once after a tap, a moment after the last key. */
function keeper(draft) {
  let timer = 0;
  let last = Promise.resolve(true);
  const now = () => {
    clearTimeout(timer);
    timer = 0;
    last = last.then(() => keep(() => visits.save(draft)));
    return last;
  };
  writing.flush = () => (timer ? now() : last);
  return { now, soon: () => { clearTimeout(timer); timer = setTimeout(now, DELAY); } };
}

function foot(draft, items, files) {
  const progress = h("progress", { class: "bar", max: items.length, "aria-label": t("progress") });
  const words = h("span", { class: "foot-words" });
  const next = h("button", { class: "btn btn-lg btn-outline-secondary", type: "button", "data-next": true, onclick: () => step(items, draft, files) }, icon("arrow-right"), t("next_open"));
  const sign = h("a", { class: "btn btn-lg btn-primary", href: `#/v/${draft.uid}/sign`, "data-sign": true }, icon("writing-sign"), t("to_signature"));
  const refresh = () => {
    const done = items.filter((item) => isComplete(item, draft, files)).length;
    progress.value = done;
    words.textContent = t("answered", { done, all: items.length });
    next.hidden = done === items.length;
    sign.classList.toggle("btn-primary", done === items.length);
    sign.classList.toggle("btn-outline-secondary", done < items.length);
  };
  refresh();
  return { parts: [h("div", { class: "foot-progress" }, words, progress), next, sign], refresh };
}

/* Goes to the next item that still lacks something, counted from `from` on. */
function step(items, draft, files, from) {
  const start = from ? items.findIndex((item) => item.key === from.key) + 1 : 0;
  const order = items.slice(start).concat(items.slice(0, start));
  const next = order.find((item) => !isComplete(item, draft, files));
  if (!next) return;
  const card = document.getElementById(`item-${next.key}`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  card.focus({ preventScroll: true });
}

function troubled(draft) {
  if (!draft.problem) return null;
  const faults = (draft.problem.faults || []).map((fault) => h("li", {}, fault.message));
  return h("div", { class: "alert alert-danger", role: "alert" }, h("p", {}, icon("alert-circle"), t("refused"), " ", draft.problem.detail || ""), faults.length ? h("ul", {}, faults) : null, h("p", {}, t("refused_more")));
}

function discard(draft) {
  const act = async () => {
    if (!(await ask(t("discard_question", { name: draft.enterprise.name }), t("discard")))) return;
    await writing.flush();
    await visits.discard(draft);
    location.hash = "#/";
  };
  return h("button", { class: "btn btn-lg btn-outline-danger w-100 discard", type: "button", "data-discard": true, onclick: act }, icon("trash"), t("discard"));
}

/* A visit that was finished here: what became of it. */
async function closed(main, draft, back) {
  const count = (wanted) => Object.values(draft.items).filter((each) => each.passed === wanted).length;
  const state = draft.state === "sent" ? badge(t("state_sent"), "success", "circle-check") : badge(t("state_queued"), "warning", "clock");
  const correct = async () => {
    await visits.reopen(draft);
    dispatchEvent(new Event("hashchange"));
  };
  fill(main, h("section", { class: "card phone-card" },
    h("p", {}, state, " ", moment(draft.finishedAt)),
    h("p", {}, t("counts", { passed: count(true), failed: count(false), skipped: count(null) })),
    h("p", {}, draft.signature.refusal ? t("not_signed", { why: draft.signature.refusal }) : t("signed_by", { name: draft.signature.name }))),
    draft.edits > 0 ? h("div", { class: "alert alert-warning", role: "alert" }, h("p", {}, icon("alert-triangle"), t("two_editions_more")), draft.url ? h("a", { href: draft.url }, t("side_by_side")) : null) : null,
    draft.url && !draft.edits ? h("p", {}, h("a", { href: draft.url }, t("open_record"))) : null);
  const label = draft.state === "sent" ? "correct" : "take_back";
  return { title: draft.enterprise.name, back, foot: [h("button", { class: "btn btn-lg btn-outline-secondary", type: "button", "data-reopen": true, onclick: correct }, icon("pencil"), t(label))] };
}

addEventListener("pagehide", () => { writing.flush(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) writing.flush(); });
