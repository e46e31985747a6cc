/* The gate's page: look at a code, say valid, not valid or can't tell, keep what was seen, send it when there is a network. */
import { bar, say } from "../phone/bars.js";
import { look, readPicture, stop } from "../phone/camera.js";
import { fill, h, icon, moment } from "../phone/dom.js";
import { LANGUAGES, language, pick, speak, t } from "../phone/words.js";
import { judge, read } from "./code.js";
import { meet, recall, state, typed } from "./news.js";
import * as store from "./store.js";

const main = document.getElementById("main");
const BACK = 120 * 1000; // milliseconds by which a clock may have been set back
const AGAIN = 3000; // the same code before the camera within so many is one look
const MARKS = { valid: ["success", "circle-check"], doubt: ["warning", "alert-triangle"], invalid: ["danger", "circle-x"], unsure: ["warning", "alert-circle"] };
const here = { campaign: "", gate: "", way: "in", data: undefined, last: null, installer: null };
let timer = 0;

/* The present by the server's clock; null where this device's clock was set back, so that old data could look new. */
async function present() {
  const latest = (await store.meta("latest")) || 0;
  const now = Date.now();
  if (now < latest - BACK) return null;
  if (now > latest) await store.setMeta("latest", now);
  return now + (here.data ? here.data.offset : 0);
}

function gateOf() {
  return here.data && here.data.gates.find((each) => each.key === here.gate);
}

/* ---- a look ---- */

async function verdictOf(text) {
  const gate = gateOf();
  if (!here.data || !gate) return { state: "unsure", reason: "no_data", said: null };
  const now = await present();
  if (now === null) return { state: "unsure", reason: "clock", said: null };
  if (!read(text) && text.trim().length <= 40) {
    const said = await typed(here.campaign, text.trim(), gate.key);
    return said || { state: "unsure", reason: "typed", said: null };
  }
  return judge(text, here.data, now, gate.kinds);
}

/* Whether this pass was seen where it can't have come from: by this device's own scans, and by what other gates sent. */
async function doubtOf(number, now) {
  const gate = gateOf();
  const counting = here.data.gates.filter((each) => each.counts).map((each) => each.key);
  const own = (await store.scans(here.campaign)).filter((row) => row.number === number && row.verdict === "valid");
  const others = here.data.seen.filter((row) => row[0] === number).map(([, at, seconds, way]) => ({ gate: at, at: seconds * 1000, way }));
  const last = own.concat(others).filter((row) => row.at <= now).sort((one, other) => other.at - one.at)[0];
  if (!last) return null;
  const since = now - last.at;
  const name = pick((here.data.gates.find((each) => each.key === last.gate) || {}).name);
  if (last.gate !== gate.key && since < here.data.apart * 1000) return { key: "two_gates", at: last.at, name };
  if (gate.counts && counting.includes(last.gate) && here.way === "in" && last.way === "in" && since > 60000) return { key: "inside", at: last.at, name };
  return null;
}

async function check(text) {
  if (!text.trim() || (here.last && here.last.text === text && Date.now() - here.last.at < AGAIN)) return;
  const verdict = await verdictOf(text);
  const kind = verdict.said && here.data.kinds[verdict.said.kind];
  const isCard = Boolean(kind) && kind.subject === "card";
  const now = here.data ? Date.now() + here.data.offset : Date.now();
  const doubt = verdict.state === "valid" && !isCard ? await doubtOf(verdict.said.number, now) : null;
  here.last = { text, at: Date.now(), verdict, doubt, way: here.way };
  if (here.data && gateOf() && verdict.reason !== "form" && !isCard) await keep(verdict, now); // a person's card leaves no trace
  if (document.getElementById("verdict")) shown(document.getElementById("verdict"));
  else location.hash = "#/";
  plan(2000);
}

async function keep(verdict, now) {
  const gate = gateOf();
  await store.keep({
    uid: self.phone.newId(), person: state.person ? state.person.id : "", campaign: here.campaign, number: verdict.said ? verdict.said.number : null,
    gate: gate.key, at: now, way: gate.counts ? here.way : "", verdict: verdict.state, reason: verdict.reason, sent: false,
  });
}

function day(seconds) {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
}

function shown(box) {
  if (!here.last) return fill(box, h("p", { class: "gate-waits" }, t("scan_first")));
  const { verdict, doubt, at } = here.last;
  const name = doubt ? "doubt" : verdict.state;
  const [tone, mark] = MARKS[name];
  const said = verdict.said;
  const kind = said && here.data.kinds[said.kind];
  const zones = said ? said.zones.map((each) => pick(here.data.zones[each]) || each).join(" · ") : "";
  const facts = !said ? null : h("dl", { class: "facts" }, [
    [t("kind"), kind ? pick(kind.name) : said.kind], [t("zones"), zones], [t("holds"), `${day(said.since)} – ${day(said.until - 1)}`],
  ].map(([term, text]) => [h("dt", {}, term), h("dd", {}, text)]));
  const why = doubt ? t(`doubt_${doubt.key}`, { gate: doubt.name, when: moment(doubt.at) }) : verdict.reason ? t(`why_${verdict.reason}`) : "";
  box.dataset.verdict = name;
  box.dataset.reason = doubt ? doubt.key : verdict.reason;
  fill(box, h("div", { class: `gate-verdict tone-${tone}` }, icon(mark), h("strong", {}, t(`is_${name}`)), why ? h("span", { class: "gate-why" }, why) : null),
    said ? h("p", { class: "gate-subject" }, said.subject) : null, verdict.state === "valid" && kind && pick(kind.says) ? h("p", { class: "gate-says" }, pick(kind.says)) : null, facts,
    h("p", { class: "help mb-0" }, moment(at)));
}

/* ---- screens ---- */

function choosing(place) {
  const rows = here.data ? here.data.gates : [];
  fill(place, h("h2", { class: "phone-heading" }, t("which_gate")),
    state.campaigns.length > 1 || !here.campaign ? h("ul", { class: "cards" }, state.campaigns.map((each) => h("li", {}, h("button", { class: "stop w-100 text-start", type: "button", "data-campaign": each.key, onclick: () => campaign(each.key) }, h("span", { class: "stop-name" }, each.name), each.key === here.campaign ? icon("check") : "")))) : null,
    h("ul", { class: "cards" }, rows.map((each) => h("li", {}, h("button", { class: "stop w-100 text-start", type: "button", "data-gate": each.key, onclick: () => gate(each.key) },
      h("span", { class: "stop-name" }, pick(each.name)), h("span", { class: "stop-more" }, each.kinds.map((key) => pick((here.data.kinds[key] || {}).name) || key).join(" · ") || t("all_kinds")))))),
    state.campaigns.length || here.data ? null : h("p", { class: "empty" }, t("no_campaign")));
  return { title: t("title"), tab: "check" };
}

async function campaign(key) {
  here.campaign = key;
  here.gate = "";
  await store.setMeta("campaign", key);
  here.data = await store.data(key);
  await synced();
  show();
}

async function gate(key) {
  here.gate = key;
  here.last = null;
  await store.setMeta("gate", key);
  show();
}

async function checking(place) {
  if (!state.person) {
    fill(place, h("section", { class: "card phone-card" }, h("p", {}, t(state.online ? "nobody" : "nobody_offline")), h("a", { class: "btn btn-primary btn-lg w-100", href: `${self.phone.addresses.login}?next=${self.phone.addresses.page}` }, t("sign_in"))));
    return { title: t("title"), tab: "check" };
  }
  const at = gateOf();
  if (!at) return choosing(place);
  const field = h("input", { class: "form-control form-control-lg", id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 400, "aria-label": t("code") });
  const box = h("section", { id: "verdict", class: "card phone-card", "aria-live": "assertive" });
  const picture = h("input", { type: "file", accept: "image/*", class: "off-screen", id: "picture", onchange: async () => {
    const text = picture.files[0] ? await readPicture(picture.files[0]) : null;
    picture.value = "";
    if (text) await check(text);
    else say(t("no_code_in_picture"));
  } });
  const ways = at.counts ? h("div", { class: "answers", role: "group", "aria-label": t("way") }, ["in", "out"].map((way) => h("button", {
    class: "answer tone-success", type: "button", "data-way": way, "aria-pressed": String(here.way === way), onclick: async () => {
      here.way = way;
      await store.setMeta("way", way);
      show();
    } }, t(way)))) : null;
  fill(place, h("p", { class: "gate-place" }, icon("map-pin"), " ", pick(at.name), " ", h("button", { class: "btn btn-link", type: "button", onclick: () => gate("") }, t("change"))), ways, box,
    h("div", { class: "camera", "data-camera": true, hidden: true }),
    h("button", { class: "btn btn-lg btn-primary w-100", type: "button", "data-scan": true, onclick: () => look(place.querySelector("[data-camera]"), check) }, icon("camera"), t("scan")),
    h("form", { class: "gate-typed", onsubmit: async (event) => { event.preventDefault(); const text = field.value; field.value = ""; await check(text); } }, field, h("button", { class: "btn btn-lg btn-outline-primary", "data-check": true }, t("check"))),
    h("div", { class: "tool-wrap" }, picture, h("label", { class: "tool", for: "picture" }, icon("photo"), t("picture"))), freshness());
  shown(box);
  return { title: t("title"), tab: "check" };
}

function freshness() {
  if (!here.data) return null;
  const age = Date.now() + here.data.offset - new Date(here.data.made_at).getTime();
  const isStale = age > here.data.stale * 1000;
  return h("p", { class: isStale ? "help lack" : "help", "data-fresh": isStale ? "no" : "yes" }, t(isStale ? "data_stale" : "data_of", { when: moment(here.data.fetchedAt) }));
}

async function log(place) {
  const rows = here.campaign ? (await store.scans(here.campaign)).slice(0, 100) : [];
  const names = new Map((here.data ? here.data.gates : []).map((each) => [each.key, pick(each.name)]));
  fill(place, rows.length ? h("ul", { class: "plain", "data-log": rows.length }, rows.map((row) => h("li", {}, `${moment(row.at)} · ${names.get(row.gate) || row.gate}${row.way ? ` · ${t(row.way)}` : ""} · ${t(`is_${row.verdict}`)}${row.number ? ` · ${row.number}` : ""}${row.sent ? "" : ` · ${t("not_sent")}`}`))) : h("p", { class: "empty" }, t("nothing_seen")));
  return { title: t("log"), tab: "log" };
}

function me(place) {
  const languages = h("select", { class: "form-select form-select-lg", id: "language", onchange: async () => { speak(languages.value); await store.setMeta("language", languages.value); show(); } },
    LANGUAGES.map(([key, name]) => h("option", { value: key, selected: key === language() }, name)));
  fill(place, h("section", { class: "card phone-card" }, state.person ? h("p", {}, state.person.name) : null, h("label", { for: "language" }, t("language")), languages),
    h("ol", { class: "help-lines" }, ["help_1", "help_2", "help_3", "help_4"].map((key) => h("li", {}, t(key)))),
    here.installer ? h("button", { class: "btn btn-lg btn-outline-primary w-100 mb-2", type: "button", onclick: here.installer }, t("install")) : null,
    h("a", { class: "btn btn-lg btn-outline-secondary w-100", href: "/" }, t("whole_product")));
  return { title: t("me"), tab: "me" };
}

async function show() {
  stop();
  const name = location.hash.replace(/^#\/?/, "");
  const place = h("div", {});
  const frame = await (name === "log" ? log : name === "me" ? me : checking)(place);
  fill(main, place);
  document.getElementById("title").textContent = frame.title;
  document.querySelectorAll("[data-tab]").forEach((tab) => {
    if (tab.dataset.tab === frame.tab) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  });
  await bars();
  main.dataset.shows = name || "check";
}

async function bars() {
  const waiting = here.campaign ? (await store.scans(here.campaign)).filter((row) => !row.sent).length : 0;
  const badge = document.getElementById("waiting");
  badge.hidden = !waiting;
  badge.textContent = String(waiting);
  bar("offline", state.online ? null : { tone: "info", mark: "wifi-off", text: t("offline") });
  bar("sign_in", state.signIn && state.person ? { tone: "warning", mark: "login", text: t("sign_in_again"), actions: [[t("sign_in"), () => { location.href = `${self.phone.addresses.login}?next=${self.phone.addresses.page}`; }]] } : null);
  bar("insecure", self.isSecureContext ? null : { tone: "danger", mark: "alert-octagon", text: t("why_insecure") });
}

/* ---- the network ---- */

async function synced() {
  const before = here.data && here.data.made_at;
  await meet(here.campaign);
  if (!here.campaign && state.campaigns.length === 1) {
    here.campaign = state.campaigns[0].key;
    await store.setMeta("campaign", here.campaign);
    await meet(here.campaign);
  }
  here.data = await store.data(here.campaign);
  await bars();
  if (!before || !gateOf()) await show();
  else if (here.data) {
    const line = main.querySelector("[data-fresh]");
    if (line) line.replaceWith(freshness());
  }
  plan((here.data ? here.data.refresh : 1) * (state.online ? 1000 : 200));
}

function plan(pause) {
  clearTimeout(timer);
  timer = setTimeout(synced, Math.max(500, pause));
}

async function start() {
  speak((await store.meta("language")) || navigator.language);
  await recall();
  if (state.person && !(await store.meta("language"))) speak(state.person.language);
  here.campaign = (await store.meta("campaign")) || "";
  here.gate = (await store.meta("gate")) || "";
  here.way = (await store.meta("way")) || "in";
  here.data = await store.data(here.campaign);
  await show();
  if (navigator.serviceWorker) navigator.serviceWorker.register(self.phone.addresses.worker, { scope: self.phone.addresses.page });
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
  await synced();
  document.documentElement.dataset.ready = "yes";
}

addEventListener("hashchange", show);
addEventListener("online", () => { state.online = true; synced(); });
addEventListener("offline", () => { state.online = false; bars(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) synced(); });
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  here.installer = () => event.prompt();
});
self.gate = { judge, read, check, here };
start();
