/* One item of a visit: three big answers, and what its evidence asks for. */
import { badge, fill, h, icon } from "./dom.js";
import { ask, say } from "./bars.js";
import { NotAPicture, shrink } from "./photo.js";
import { keep } from "./room.js";
import { canRecord, record } from "./voice.js";
import { pick, t } from "./words.js";

const { visits } = self.phone;
const ANSWERS = [[true, "meets", "check", "success"], [false, "fails", "x", "danger"], [null, "not_applicable", "minus", "secondary"]];

/* What the item still lacks: "" when nothing, else the word for it. A fault needs a note or a photo, a number its value. */
export function lacks(item, draft, files) {
  const given = draft.items[item.key];
  if (!given) return "lacks_answer";
  if (given.passed === null) return "";
  const wantsNumber = item.evidence === "number" || item.evidence === "temperature";
  if (wantsNumber && given.passed && !isNumber(given.value)) return "lacks_number";
  if (given.value && wantsNumber && !isNumber(given.value)) return "lacks_number";
  if (given.passed === false && !given.note.trim()) return "lacks_note";
  const hasPhoto = files.some((file) => file.item === item.key && file.kind === "photo");
  if (given.corrected && !hasPhoto) return "lacks_proof";
  if (item.evidence === "photo" && given.passed && !hasPhoto) return "lacks_photo";
  return "";
}

export function isComplete(item, draft, files) {
  return lacks(item, draft, files) === "";
}

function isNumber(text) {
  return /^-?\d{1,9}(\.\d{1,3})?$/.test(String(text || "").trim());
}

/* `open`: {draft, files, now, soon, changed, next} of visit.js. */
export function itemCard(open, section, item, number) {
  const card = h("article", { class: "item", id: `item-${item.key}`, tabindex: "-1", "aria-labelledby": `name-${item.key}` });
  const draw = () => {
    const given = open.draft.items[item.key];
    card.dataset.answer = given ? String(given.passed) : "";
    fill(card, heading(item, number), answers(given), given && given.passed !== null ? details(given) : null, evidence(), missing());
  };
  const lack = h("p", { class: "lack" });

  function missing() {
    const word = open.draft.items[item.key] ? lacks(item, open.draft, open.files) : "";
    fill(lack, word ? [icon("alert-triangle"), t(word)] : []);
    return lack;
  }

  function touched(now) {
    open.changed(item);
    missing();
    if (now) open.now();
  }

  function answers(given) {
    return h("div", { class: "answers", role: "group", "aria-labelledby": `name-${item.key}` }, ANSWERS.map(([value, word, mark, tone]) => {
      const isSet = Boolean(given) && given.passed === value;
      return h("button", { class: `answer tone-${tone}`, type: "button", "aria-pressed": String(isSet), "data-answer": String(value), onclick: () => choose(value) }, icon(mark), t(word));
    }));
  }

  function choose(value) {
    const before = open.draft.items[item.key];
    const given = before || { checklist: section.checklist, item: item.item, value: "", note: "", corrected: false };
    given.passed = value;
    if (value !== false) given.corrected = false;
    open.draft.items[item.key] = given;
    draw();
    touched(true);
    const button = card.querySelector(`.answer[data-answer="${value}"]`);
    if (button) button.focus({ preventScroll: true });
    if (!before && isComplete(item, open.draft, open.files)) open.next(item);
  }

  function details(given) {
    const parts = [];
    if (item.evidence === "number" || item.evidence === "temperature") parts.push(number_(given));
    if (given.passed === false || item.evidence === "text" || item.evidence === "document" || given.note) parts.push(note(given));
    if (given.passed === false) parts.push(consequence(given));
    return parts;
  }

  function number_(given) {
    const unit = item.evidence === "temperature" ? "°C" : pick(item.unit);
    const id = `value-${item.key}`;
    const limits = limitsOf(item);
    const typed = (event) => {
      given.value = event.target.value.trim().replace(/[０-９．－]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(",", ".");
      touched(false);
    };
    const isOut = () => isNumber(given.value) && ((typeof item.minimum === "number" && Number(given.value) < item.minimum) || (typeof item.maximum === "number" && Number(given.value) > item.maximum));
    const left = () => {
      if (isOut() && given.passed) choose(false); // the server counts it so, whatever was ticked
      else touched(true);
    };
    const warning = isOut() ? h("p", { class: "lack" }, icon("alert-triangle"), t("outside")) : null;
    return h("div", { class: "field" }, h("label", { for: id }, item.evidence === "temperature" ? t("temperature") : t("figure"), unit ? ` (${unit})` : "", limits ? h("small", {}, limits) : null),
      h("input", { class: "form-control form-control-lg", id, inputmode: "decimal", autocomplete: "off", value: given.value || "", oninput: typed, onchange: left }), warning);
  }

  function note(given) {
    const id = `note-${item.key}`;
    const typed = (event) => {
      given.note = event.target.value.slice(0, 500);
      touched(false);
    };
    return h("div", { class: "field" }, h("label", { for: id }, given.passed === false ? t("what_is_wrong") : t("note")),
      h("textarea", { class: "form-control form-control-lg", id, rows: 2, maxlength: 500, value: given.note, oninput: typed }));
  }

  function consequence(given) {
    if (item.on_fail === "stop") return h("p", { class: "consequence tone-danger" }, icon("alert-octagon"), t("fail_stop"));
    if (item.on_fail !== "on_the_spot") return h("p", { class: "consequence tone-warning" }, icon("file-alert"), t("fail_notice"));
    const id = `corrected-${item.key}`;
    const typed = (event) => {
      given.corrected = event.target.checked;
      touched(true);
    };
    return h("label", { class: "tick", for: id }, h("input", { type: "checkbox", id, checked: given.corrected, onchange: typed }), h("span", {}, t("corrected")));
  }

  function evidence() {
    const own = open.files.filter((file) => file.item === item.key);
    return h("div", { class: "evidence" },
      own.map((file) => (file.kind === "photo" ? thumbnail(file) : sound(file))),
      h("div", { class: "evidence-tools" }, camera(), microphone()));
  }

  function camera() {
    const id = `photo-${item.key}`;
    return h("span", { class: "tool-wrap" },
      h("input", { type: "file", class: "off-screen", id, accept: "image/*", capture: "environment", onchange: (event) => photographed(event.target) }),
      h("label", { class: "tool", for: id }, icon("camera"), t("photo")));
  }

  async function photographed(input) {
    const chosen = Array.from(input.files);
    input.value = "";
    for (const file of chosen) {
      try {
        await kept({ kind: "photo", blob: await shrink(file) });
      } catch (fault) {
        if (!(fault instanceof NotAPicture)) throw fault;
        say(t("not_a_picture"));
      }
    }
  }

  async function kept(given) {
    let file = null;
    const isKept = await keep(async () => {
      file = await visits.addFile(open.draft, Object.assign({ item: item.key, checklist: section.checklist }, given));
      open.files.push(file);
      draw();
      touched(false);
    });
    if (!isKept) say(t("not_kept"));
  }

  function microphone() {
    const id = `voice-${item.key}`;
    if (!canRecord()) {
      return h("span", { class: "tool-wrap" },
        h("input", { type: "file", class: "off-screen", id, accept: "audio/*", capture: true, onchange: (event) => spoken(event.target.files[0]) }),
        h("label", { class: "tool", for: id }, icon("microphone"), t("voice")));
    }
    const button = h("button", { class: "tool", type: "button", "aria-pressed": "false", onclick: start }, icon("microphone"), t("voice"));
    let running = null;
    async function start() {
      if (running) return running.stop();
      try {
        running = await record();
      } catch (fault) {
        return say(t("no_microphone"));
      }
      button.setAttribute("aria-pressed", "true");
      fill(button, icon("player-stop"), t("stop_recording"));
      const blob = await running.done;
      running = null;
      return spoken(blob);
    }
    return button;
  }

  async function spoken(blob) {
    if (blob && blob.size) await kept({ kind: "voice", blob: blob instanceof File ? blob.slice(0, blob.size, blob.type) : blob });
    else draw();
  }

  function thumbnail(file) {
    const picture = h("img", { alt: t("photo_of", { name: pick(item.name) }) });
    picture.onload = () => URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(file.blob);
    return h("figure", { class: "thumb" }, picture, remover(file, "remove_photo"));
  }

  function sound(file) {
    const player = h("audio", { controls: true, preload: "none", src: URL.createObjectURL(file.blob), "aria-label": t("voice") });
    return h("figure", { class: "sound" }, player, remover(file, "remove_voice"));
  }

  function remover(file, word) {
    const act = async () => {
      if (!(await ask(t(word), t("remove")))) return;
      await visits.removeFile(file.uid);
      open.files.splice(open.files.indexOf(file), 1);
      draw();
      touched(false);
    };
    return file.sent ? null : h("button", { class: "remove", type: "button", "aria-label": t("remove"), onclick: act }, icon("x"));
  }

  draw();
  return card;
}

function heading(item, number) {
  const marks = [
    item.critical || item.on_fail === "stop" ? badge(t("critical"), "danger", "alert-octagon") : null,
    item.evidence === "photo" ? badge(t("wants_photo"), "info", "camera") : null,
  ];
  return [
    h("h3", { id: `name-${item.key}` }, h("span", { class: "item-number" }, `${number}. `), pick(item.name)),
    h("div", { class: "marks" }, marks),
    item.help ? h("p", { class: "help" }, pick(item.help)) : null,
  ];
}

/* As the desk's pages say it: a bound that isn't there isn't spoken of. */
function limitsOf(item) {
  const [low, high] = [item.minimum, item.maximum].map((each) => (typeof each === "number" ? String(each) : ""));
  if (low && high) return t("limits", { low, high });
  if (low) return t("limits_least", { bound: low });
  return high ? t("limits_most", { bound: high }) : "";
}
