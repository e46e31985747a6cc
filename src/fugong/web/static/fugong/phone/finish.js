/* The end of a visit: what was found, who signs, where it was; then it waits to be sent. */
import { fill, h, icon } from "./dom.js";
import { ask, say } from "./bars.js";
import { here } from "./person.js";
import { enterpriseOf, kept, sectionsOf } from "./day.js";
import { lacks } from "./item.js";
import { locate } from "./place.js";
import { keep } from "./room.js";
import { pad } from "./signature.js";
import { pick, t } from "./words.js";

const { store, visits } = self.phone;

export async function finish(main, uid) {
  const [day, draft] = [await kept(), await store.get("drafts", uid)];
  if (!draft || !here.person || draft.person !== here.person.id || !day || draft.state === "queued" || draft.state === "sent") {
    location.replace(`#/v/${uid}`);
    return { title: t("visit") };
  }
  const files = await store.filesOf(uid);
  const items = sectionsOf(day, enterpriseOf(day, draft.enterprise.id), draft.checklists).flatMap((each) => each.items);
  const open = items.map((item) => [item, lacks(item, draft, files)]).filter(([, word]) => word);
  const signed = signature(draft);
  fill(main, summary(draft, items), open.length ? todo(draft, open) : null, noteField(draft), signed.part, placeField(draft));
  const faulty = open.filter(([, word]) => word !== "lacks_answer");
  const button = h("button", { class: "btn btn-lg btn-primary", type: "button", "data-finish": true, disabled: faulty.length > 0 || open.length === items.length, onclick: () => end(draft, signed, open.length, button) }, icon("send"), t("finish"));
  requestAnimationFrame(signed.ready);
  return { title: t("signature"), back: `#/v/${uid}`, foot: [button] };
}

function summary(draft, items) {
  const count = (wanted) => items.filter((item) => draft.items[item.key] && draft.items[item.key].passed === wanted).length;
  const failed = items.filter((item) => draft.items[item.key] && draft.items[item.key].passed === false);
  return h("section", { class: "card phone-card" }, h("p", { class: "sum" }, t("counts", { passed: count(true), failed: count(false), skipped: count(null) })),
    failed.length ? h("ul", { class: "failed" }, failed.map((item) => h("li", {}, h("strong", {}, pick(item.name)), " ", draft.items[item.key].note, draft.items[item.key].corrected ? ` (${t("corrected_short")})` : ""))) : null);
}

function todo(draft, open) {
  return h("section", { class: "alert alert-warning" }, h("p", {}, icon("alert-triangle"), t("still_open", { n: open.length })),
    h("ul", { class: "plain" }, open.slice(0, 8).map(([item, word]) => h("li", {}, h("a", { href: `#/v/${draft.uid}/${item.key}` }, pick(item.name)), ` · ${t(word)}`))));
}

function noteField(draft) {
  const typed = (event) => {
    draft.note = event.target.value.slice(0, 4000);
    return keep(() => visits.save(draft));
  };
  return h("div", { class: "field" }, h("label", { for: "visit-note" }, t("visit_note")), h("textarea", { class: "form-control form-control-lg", id: "visit-note", rows: 2, maxlength: 4000, value: draft.note, onchange: typed }));
}

/* Signed on the glass by the person in charge; or the reason why not. Kept stroke by stroke. */
function signature(draft) {
  const given = draft.signature;
  const save = () => keep(() => visits.save(draft));
  const canvas = h("canvas", { class: "pad", role: "img", "aria-label": t("sign_here") });
  const field = (id, key, most) => h("input", { class: "form-control form-control-lg", id, maxlength: most, autocomplete: "off", value: given[key], oninput: (event) => { given[key] = event.target.value.trim(); }, onchange: save });
  let clear = () => undefined;
  const part = h("section", { class: "card phone-card" },
    h("div", { class: "field" }, h("label", { for: "signer" }, t("signer")), field("signer", "name", 60)),
    h("p", { class: "pad-label" }, t("sign_here")), canvas,
    h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", onclick: () => clear() }, icon("refresh"), t("sign_again")),
    h("details", { class: "fold", open: Boolean(given.refusal) }, h("summary", {}, t("no_signature")), h("div", { class: "field" }, h("label", { for: "refusal" }, t("why_no_signature")), field("refusal", "refusal", 300))));
  return {
    part,
    /* The glass has a size only once it is on the page. */
    ready() { if (canvas.isConnected) clear = pad(canvas, given, save); },
    /* What lacks before the visit can end: a word, or "". */
    lacks() {
      if (given.refusal) return "";
      if (!given.name) return "lacks_name";
      return given.strokes.length ? "" : "lacks_signature";
    },
  };
}

function placeField(draft) {
  const words = h("p", { class: "text-secondary", id: "place" });
  const tell = () => {
    words.textContent = draft.place ? t("place_known", { metres: draft.place.accuracy }) : t("place_unknown");
  };
  const find = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    const found = await locate();
    button.disabled = false;
    if (!found) return say(t("no_place"));
    draft.place = found;
    tell();
    return keep(() => visits.save(draft));
  };
  tell();
  return h("section", { class: "place" }, words, h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", "data-locate": true, onclick: find }, icon("map-pin"), t("add_place")));
}

async function end(draft, signed, left, button) {
  const word = signed.lacks();
  if (word) return say(t(word));
  if (left && !(await ask(t("finish_question", { n: left }), t("finish")))) return undefined;
  button.disabled = true;
  const isKept = await keep(() => visits.finish(draft));
  if (!isKept) {
    button.disabled = false;
    return say(t("full"));
  }
  location.hash = "#/";
  return say(t("finished"));
}
