/* One enterprise: its story, and the way into a visit. */
import { badge, fill, h, icon } from "./dom.js";
import { say } from "./bars.js";
import { here } from "./person.js";
import { enterpriseOf, kept, nameOf } from "./day.js";
import { holdOn, keep } from "./room.js";
import { stateOf } from "./today.js";
import { pick, t } from "./words.js";

const { store, visits } = self.phone;

export async function enterprise(main, id) {
  const day = await kept();
  const found = enterpriseOf(day, id);
  if (!found) {
    fill(main, h("p", { class: "empty" }, t("not_here")));
    return { title: t("enterprise"), back: "#/" };
  }
  const drafts = (await store.ofPerson("drafts", here.person.id)).filter((each) => each.enterprise.id === found.id);
  const swap = found.stop && !found.visited && day.round_page
    ? h("a", { class: "btn btn-lg btn-outline-secondary w-100 my-2", href: day.round_page, "data-swap": true }, icon("arrows-exchange"), t("swap")) : null;
  fill(main, story(found), swap, drafts.length ? h("section", {}, h("h2", { class: "phone-heading" }, t("your_visits")), drafts.map((each) => drafted(each, found, day))) : null);
  const kinds = found.visits_offered;
  const foot = kinds.map((offer, at) => h("button", {
    class: `btn btn-lg ${at ? "btn-outline-secondary" : "btn-primary"}`, type: "button", "data-begin": offer.kind, onclick: () => begin(found, offer),
  }, icon("clipboard-check"), kinds.length > 1 ? pick(nameOf(day, offer.checklists[0])) : t("begin")));
  return { title: found.name, back: "#/", foot: kinds.length ? foot : [h("p", { class: "text-secondary" }, t("no_list"))] };

  async function begin(firm, offer) {
    const draft = visits.begin({
      person: here.person.id, campaign: day.campaign, enterprise: { id: firm.id, name: firm.name },
      checklists: offer.checklists, kind: offer.kind, stop: firm.stop, version: day.pack_version,
    });
    await holdOn();
    if (await keep(() => visits.save(draft))) location.hash = `#/v/${draft.uid}`;
    else say(t("full"));
  }

  function drafted(draft, firm, today) {
    const names = draft.checklists.map((key) => pick(nameOf(today, key))).join(" · ");
    return h("a", { class: "stop", href: `#/v/${draft.uid}` }, h("span", { class: "stop-name" }, names),
      h("span", { class: "stop-state" }, stateOf(draft, firm, today)),
      draft.edits > 0 ? h("span", { class: "stop-line tone-warning" }, icon("alert-triangle"), t("two_editions")) : null);
  }
}

function story(found) {
  const facts = [["address", found.address], ["grid", found.grid], ["staff", found.staff], ["state", found.state]].filter(([, value]) => value);
  return [
    found.lines.length ? h("ul", { class: "lines" }, found.lines.map((line) => h("li", { class: `line tone-${line.tone}` }, icon(line.tone === "danger" || line.tone === "warning" ? "alert-triangle" : "info-circle"), h("span", {}, line.text)))) : null,
    found.reasons.length ? h("p", { class: "reasons" }, found.reasons.map((reason) => badge(reason, "info"))) : null,
    h("dl", { class: "facts phone-card card" }, facts.map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, String(value))])),
    h("h2", { class: "phone-heading" }, t("last_visits")),
    found.visits.length
      ? h("ul", { class: "past" }, found.visits.map((visit) => h("li", {}, h("time", {}, visit.day), " ", t(`kind_${visit.kind}`), " ", visit.failed ? badge(t("failed", { n: visit.failed }), "warning", "alert-triangle") : badge(t("passed"), "success", "circle-check"))))
      : h("p", { class: "text-secondary" }, t("never_visited")),
  ];
}
