/* The first screen: today's round, what is begun, what waits. */
import { badge, fill, h, icon, moment } from "./dom.js";
import { bar, say } from "./bars.js";
import { here, choose, signIn } from "./person.js";
import { download, kept, sectionsOf } from "./day.js";
import { t } from "./words.js";

const { store } = self.phone;

export async function today(main) {
  if (!here.person) return entrance(main);
  const day = await kept();
  const drafts = await store.ofPerson("drafts", here.person.id);
  fill(main, chooser(), doorToSampling(), doorToBoarding(), day ? list(day, drafts) : nothingYet(), day ? freshness(day) : null);
  return { title: t("today"), tab: "today" };
}

function entrance(main) {
  fill(main, h("section", { class: "card phone-card" },
    h("p", {}, t(here.online ? "nobody" : "nobody_offline")),
    h("button", { class: "btn btn-primary btn-lg w-100", type: "button", "data-enter": true, onclick: enter }, t("sign_in"))));
  return { title: t("title"), tab: "today" };
}

async function enter() {
  if (!(await signIn())) say(t("no_answer"));
}

function chooser() {
  if (here.campaigns.length < 2) return null;
  const pickOne = async (event) => {
    await choose(event.target.value);
    if (!(await kept())) await download();
    dispatchEvent(new Event("hashchange"));
  };
  return h("select", { class: "form-select form-select-lg mb-2", "aria-label": t("campaign"), onchange: pickOne },
    here.campaigns.map((each) => h("option", { value: each.key, selected: here.campaign && each.key === here.campaign.key }, each.name)));
}

/* For specialists, who may have no round at all. */
function doorToSampling() {
  if (!(here.person.sampling || []).length) return null;
  return h("a", { class: "btn btn-outline-primary btn-lg w-100 mb-2", href: "#/sampling", "data-sampling": true }, icon("camera"), t("sampling"));
}

/* For whoever stands beside a coach these days. */
function doorToBoarding() {
  if (!(here.person.boarding || []).length) return null;
  return h("a", { class: "btn btn-outline-primary btn-lg w-100 mb-2", href: "#/boarding", "data-boarding": true }, icon("login"), t("boarding"));
}

function nothingYet() {
  if (here.person && !here.campaign && ((here.person.sampling || []).length || (here.person.boarding || []).length)) return null;
  if (here.person && !here.campaign) return h("p", { class: "empty" }, t("no_campaign"));
  return h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("no_day")), h("p", {}, t("no_day_more")),
    h("button", { class: "btn btn-primary btn-lg", type: "button", onclick: refresh }, icon("refresh"), t("download")));
}

function freshness(day) {
  const old = new Date(day.fetchedAt).toDateString() !== new Date().toDateString();
  return h("div", { class: "freshness" },
    h("p", { class: old ? "text-warning-tone" : "text-secondary" }, t(old ? "old_day" : "fetched", { when: moment(day.fetchedAt) })),
    h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", onclick: refresh }, icon("refresh"), t("download")));
}

async function refresh(event) {
  const button = event.currentTarget;
  button.disabled = true;
  const day = await download();
  button.disabled = false;
  if (!day) say(t(here.signIn ? "sign_in_again" : "no_answer"));
  else bar("old", null);
  dispatchEvent(new Event("hashchange"));
}

function list(day, drafts) {
  const byEnterprise = new Map();
  drafts.filter((each) => each.campaign === day.campaign).sort((one, other) => one.changedAt - other.changedAt)
    .forEach((each) => byEnterprise.set(each.enterprise.id, each));
  const round = day.enterprises.filter((each) => each.stop);
  const others = day.enterprises.filter((each) => !each.stop);
  const strangers = notOfTheDay(day, drafts);
  return [
    day.swaps_asked && day.swaps_asked.length ? asked(day) : null,
    strangers.length ? block(t("begun"), strangers.map((each) => card({ id: each.enterprise.id, name: each.enterprise.name, lines: [], reasons: [] }, each, day))) : null,
    round.length ? block(t("round"), round.map((each) => card(each, byEnterprise.get(each.id), day))) : h("div", { class: "empty" }, h("p", {}, t(others.length ? "no_round" : "no_round_nobody")), day.round_page ? h("a", { class: "btn btn-outline-secondary btn-lg", href: day.round_page }, t("add_stop")) : null),
    others.length ? block(t("others"), others.map((each) => card(each, byEnterprise.get(each.id), day)), round.length > 0) : null,
  ];
}

/* What is begun elsewhere, each; and what only waits to be sent, once for each enterprise. */
function notOfTheDay(day, drafts) {
  const known = new Set(day.enterprises.map((each) => each.id));
  const found = new Map();
  drafts.filter((each) => each.state !== "sent" && !known.has(each.enterprise.id))
    .forEach((each) => found.set(each.state === "queued" ? each.enterprise.id : each.uid, each));
  return Array.from(found.values());
}

/* What colleagues ask this person to take over. It is answered on the round's page, with a network. */
function asked(day) {
  return h("a", { class: "alert alert-info d-block", href: day.round_page, "data-swaps": true }, icon("arrows-exchange"), " ", t("swaps_asked", { names: day.swaps_asked.join("、") }));
}

function block(title, cards, folded) {
  if (!folded) return h("section", {}, h("h2", { class: "phone-heading" }, title), h("ol", { class: "cards" }, cards));
  return h("details", { class: "fold" }, h("summary", {}, title, ` (${cards.length})`), h("ol", { class: "cards" }, cards));
}

function card(enterprise, draft, day) {
  const warning = enterprise.lines.find((line) => line.tone === "danger" || line.tone === "warning");
  const target = draft && (draft.state === "open" || draft.state === "stuck") ? `#/v/${draft.uid}` : `#/e/${enterprise.id}`;
  return h("li", {}, h("a", { class: "stop", href: target, "data-enterprise": enterprise.id },
    h("span", { class: "stop-name" }, enterprise.stop && enterprise.order ? `${enterprise.order}. ${enterprise.name}` : enterprise.name),
    h("span", { class: "stop-state" }, stateOf(draft, enterprise, day)),
    h("span", { class: "stop-more" }, [].concat(enterprise.expected || [], enterprise.reasons, enterprise.address || []).join(" · ")),
    warning ? h("span", { class: `stop-line tone-${warning.tone}` }, icon("alert-triangle"), warning.text) : null));
}

export function stateOf(draft, enterprise, day) {
  if (draft && draft.state === "open") {
    const all = sectionsOf(day, enterprise, draft.checklists).reduce((sum, each) => sum + each.items.length, 0);
    return badge(t("answered", { done: Object.keys(draft.items).length, all: all || "?" }), "primary", "pencil");
  }
  if (draft && draft.state === "stuck") return badge(t("state_stuck"), "danger", "alert-circle");
  if (draft && draft.state === "queued") return badge(t("state_queued"), "warning", "clock");
  if ((draft && draft.state === "sent") || enterprise.visited) return badge(t("state_sent"), "success", "circle-check");
  return badge(t("state_none"), "secondary", "circle");
}
