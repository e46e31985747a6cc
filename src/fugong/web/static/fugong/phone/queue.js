/* What waits to be sent, how far it is, what was refused; and how full the phone is. */
import { badge, fill, h, icon, megabytes, moment } from "./dom.js";
import { ask, say } from "./bars.js";
import { here, leave, setLanguage, signIn } from "./person.js";
import { dropSent, measure, tryAgain } from "./room.js";
import { LANGUAGES, language, t } from "./words.js";

const { store, outbox } = self.phone;

export async function queue(main, send) {
  if (!here.person) {
    fill(main, h("p", { class: "empty" }, t(here.online ? "nobody" : "nobody_offline")));
    return { title: t("to_send"), tab: "queue" };
  }
  const rows = await outbox.list(here.person.id);
  const chains = new Map();
  rows.forEach((row) => chains.set(row.chain, (chains.get(row.chain) || []).concat(row)));
  fill(main, chains.size ? h("ul", { class: "cards" }, Array.from(chains, ([chain, each]) => waiting(chain, each))) : h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("nothing_waits")), h("p", {}, t("nothing_waits_more"))), await space());
  const now = async () => {
    await outbox.again(here.person.id);
    const end = await send();
    if (end && end.state === "offline") say(t("no_answer"));
  };
  return { title: t("to_send"), tab: "queue", foot: chains.size ? [h("button", { class: "btn btn-lg btn-primary", type: "button", "data-send": true, onclick: now }, icon("cloud-upload"), t("send_now"))] : [] };
}

function waiting(chain, rows) {
  const stuck = rows.find((row) => row.state === "stuck");
  const files = rows.filter((row) => row.file);
  const size = files.reduce((sum, row) => sum + row.size, 0);
  const about = rows[0].about || {};
  const tried = rows[0].attempts;
  return h("li", { class: "card phone-card", "data-chain": chain },
    h("p", { class: "stop-name" }, about.name || t("record")),
    h("p", {}, stuck ? badge(t("state_stuck"), "danger", "alert-circle") : badge(t("state_queued"), "warning", "clock"), " ", t("parts_left", { n: rows.length }), size ? ` · ${megabytes(size)} MB` : ""),
    stuck ? problem(stuck) : h("progress", { class: "bar", max: Math.max(1, size), value: 0, "aria-label": t("progress"), "data-progress": chain }),
    !stuck && tried ? h("p", { class: "text-secondary" }, t("tried", { n: tried, when: moment(rows[0].notBefore) })) : null);
}

function problem(row) {
  const said = row.problem || {};
  const mend = async () => {
    if (row.about && row.about.url) {
      location.hash = row.about.url;
      return;
    }
    const draft = await store.get("drafts", row.chain);
    if (!draft) return;
    Object.assign(draft, { problem: said });
    await self.phone.visits.reopen(draft);
    location.hash = `#/v/${draft.uid}`;
  };
  return h("div", { class: "alert alert-danger" }, h("p", {}, said.detail || t("refused")), (said.faults || []).length ? h("ul", {}, said.faults.map((fault) => h("li", {}, fault.message))) : null, h("p", {}, t("refused_more")),
    h("button", { class: "btn btn-lg btn-outline-secondary", type: "button", "data-mend": true, onclick: mend }, icon("pencil"), t("mend")));
}

async function space() {
  const room = await measure();
  const drop = async () => {
    const freed = await dropSent();
    await tryAgain();
    say(freed ? t("freed", { mb: megabytes(freed) }) : t("nothing_freed"));
    dispatchEvent(new Event("hashchange"));
  };
  return h("section", { class: "space" }, h("h2", { class: "phone-heading" }, t("space")), room ? h("p", { class: "text-secondary" }, t("space_used", { used: megabytes(room.usage), all: megabytes(room.quota) })) : null,
    h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", "data-drop-sent": true, onclick: drop }, icon("trash"), t("drop_sent")));
}

/* Who is at work here, the language, help, and the way out. */
export async function me(main, installer) {
  const waits = here.person ? await outbox.count(here.person.id) : 0;
  const out = async () => {
    if (waits && !(await ask(t("leave_question", { n: waits }), t("sign_out")))) return;
    await leave();
    location.hash = "#/";
  };
  const speakIt = async (event) => {
    await setLanguage(event.target.value);
    dispatchEvent(new Event("hashchange"));
  };
  fill(main,
    h("section", { class: "card phone-card" }, h("p", { class: "stop-name" }, here.person ? here.person.name : t("nobody")),
      here.person ? h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", "data-leave": true, onclick: out }, icon("logout"), t("sign_out")) : h("button", { class: "btn btn-primary btn-lg", type: "button", onclick: signIn }, icon("login"), t("sign_in"))),
    h("div", { class: "field" }, h("label", { for: "language" }, t("language")), h("select", { class: "form-select form-select-lg", id: "language", onchange: speakIt }, LANGUAGES.map(([key, name]) => h("option", { value: key, lang: key, selected: key === language() }, name)))),
    installer ? h("button", { class: "btn btn-primary btn-lg w-100", type: "button", onclick: installer }, icon("device-mobile"), t("install")) : null,
    h("section", {}, h("h2", { class: "phone-heading" }, t("help")), h("ol", { class: "help-lines" }, ["help_1", "help_2", "help_3", "help_4"].map((key) => h("li", {}, t(key))))),
    h("p", {}, h("a", { href: "/" }, t("whole_product"))),
    h("p", { class: "text-secondary small" }, t("version", { version: self.phone.addresses.version })));
  return { title: t("me"), tab: "me" };
}
