/* Sampling: a shift, a tube, then one person's code after the other. What is scanned is kept here at once and goes into the outbox,
   one chain for each tube, so that it works without network and is sent in its order.

   A kept day (in the store `days`, under "sampling:" and the campaign): {day, campaign, key, shifts, fetchedAt, tubes}
     tubes   [{shift, code, size, closed, people: [{number, code, at, entry, name}]}], the latest last. No name of whom one may not see. */
import { badge, fill, h, icon, moment } from "./dom.js";
import { ask, say } from "./bars.js";
import { barReader } from "./barcodes.js";
import { look, stop } from "./camera.js";
import { readCode, shownNumber } from "./codes.js";
import { here, signIn } from "./person.js";
import { cleanTube, tubeFault } from "./tubecodes.js";
import { languageTag, pick, t } from "./words.js";

const { store, outbox, sending, newId } = self.phone;

function keyOf(campaign) {
  return [here.person.id, `sampling:${campaign}`];
}

async function fetchDay(campaign) {
  const before = (await store.get("days", keyOf(campaign))) || { tubes: [] };
  try {
    const headers = { Accept: "application/json", "Accept-Language": languageTag() };
    const said = sending.judged(await sending.ask(`/api/v1/campaigns/${campaign}/sampling/today`, { headers }));
    const row = { person: here.person.id, campaign: `sampling:${campaign}`, fetchedAt: Date.now(), said, tubes: before.tubes.filter((tube) => tube.day === said.day) };
    await store.put("days", row);
    return row;
  } catch (fault) {
    if (fault instanceof sending.NotSignedIn) here.signIn = true;
    else if (!(fault instanceof sending.NoAnswer) && !fault.problem) throw fault;
    return before.said ? before : null;
  }
}

export async function sampling(main, campaign, shift) {
  stop();
  if (!here.person) {
    fill(main, h("section", { class: "card phone-card" }, h("p", {}, t(here.online ? "nobody" : "nobody_offline")), h("button", { class: "btn btn-primary btn-lg w-100", type: "button", onclick: signIn }, t("sign_in"))));
    return { title: t("sampling"), tab: "sampling" };
  }
  const places = here.person.sampling || [];
  const chosen = campaign || (places.length === 1 ? places[0].key : "");
  if (!chosen) return choices(main, places);
  const kept = await store.get("days", keyOf(chosen));
  const isOld = !kept || new Date(kept.fetchedAt).toDateString() !== new Date().toDateString();
  const day = isOld ? await fetchDay(chosen) : kept;
  const one = day && shift ? day.said.shifts.find((each) => each.id === Number(shift)) : null;
  if (one) return filling(main, chosen, day, one);
  return shifts(main, chosen, day);
}

function choices(main, places) {
  fill(main, places.length ? h("ul", { class: "cards" }, places.map((each) => h("li", {}, h("a", { class: "stop", href: `#/sampling/${each.key}` }, h("span", { class: "stop-name" }, each.name))))) : h("p", { class: "empty" }, t("no_sampling")));
  return { title: t("sampling"), tab: "sampling" };
}

function shifts(main, campaign, day) {
  const again = async (event) => {
    event.currentTarget.disabled = true;
    const fresh = await fetchDay(campaign);
    if (!fresh || Date.now() - fresh.fetchedAt > 5000) say(t(here.signIn ? "sign_in_again" : "no_answer"));
    dispatchEvent(new Event("hashchange"));
  };
  const rows = day ? day.said.shifts : [];
  fill(main,
    rows.length ? h("ul", { class: "cards" }, rows.map((each) => h("li", {}, h("a", { class: "stop", href: `#/sampling/${campaign}/${each.id}`, "data-shift": each.id },
      h("span", { class: "stop-name" }, each.point), h("span", { class: "stop-state" }, each.state === "open" ? badge(t("shift_open"), "success", "circle-check") : badge(t("shift_planned"), "secondary", "clock")),
      h("span", { class: "stop-more" }, [pick(each.test), `${moment(each.begins_at)}–${moment(each.ends_at)}`, each.mine ? t("shift_mine") : ""].filter(Boolean).join(" · ")))))) : h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("no_shift")), h("p", {}, t("no_shift_more"))),
    h("button", { class: "btn btn-outline-secondary btn-lg w-100", type: "button", "data-refresh": true, onclick: again }, icon("refresh"), t("download")));
  return { title: t("sampling"), tab: "sampling", back: (here.person.sampling || []).length > 1 ? "#/sampling" : null };
}

function entryFor(campaign, tube, path, more) {
  return outbox.entry({
    person: here.person.id, chain: `tube:${campaign}:${tube.code}`, kind: "sample", url: `/api/v1/campaigns/${campaign}/sampling/${path}`,
    body: Object.assign({ shift: tube.shift, tube: tube.code, size: tube.size }, more),
    about: { name: tube.code, url: `#/sampling/${campaign}/${tube.shift}` }, id: newId(),
  });
}

/* Keeps the day and puts the entries into the queue, both or neither. */
async function keep(day, entries) {
  await store.write(["days", "outbox"], async (tx) => {
    await outbox.put(tx, entries);
    await tx.objectStore("days").put(day);
  });
  outbox.tell({ type: "outbox" });
}

async function filling(main, campaign, day, shift) {
  const draw = () => dispatchEvent(new Event("hashchange"));
  if (shift.state !== "open") {
    fill(main, h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("shift_not_open")), h("p", {}, t("shift_not_open_more"))), h("button", { class: "btn btn-outline-secondary btn-lg w-100", type: "button", onclick: async () => { await fetchDay(campaign); draw(); } }, icon("refresh"), t("download")));
    return { title: shift.point, tab: "sampling", back: `#/sampling/${campaign}` };
  }
  const tube = day.tubes.find((each) => each.shift === shift.id && !each.closed);
  if (tube) return scanning(main, campaign, day, shift, tube);
  const code = h("input", { class: "form-control form-control-lg", id: "tube-code", maxlength: 40, autocomplete: "off", autocapitalize: "characters" });
  const sizes = h("div", { class: "answers", role: "group", "aria-label": t("tube_size") }, shift.sizes.map((size) => h("label", { class: "btn btn-lg btn-outline-primary size" }, h("input", { type: "radio", name: "size", value: String(size), checked: size === shift.sizes[shift.sizes.length - 1] }), ` ${size}`)));
  const rules = day.said.tubes || { reads: ["qr"], shapes: [], check: "" }; // a day that was fetched before there were any
  const misread = (said) => {
    const wrong = tubeFault(said, rules);
    if (wrong) say(t(wrong, { code: said.slice(0, 40), shapes: rules.shapes.join(" / ") }));
    return wrong;
  };
  const open = async () => {
    const said = cleanTube(code.value);
    if (misread(said)) return null;
    if (day.tubes.some((each) => each.code === said)) return say(t("tube_known"));
    const size = Number(sizes.querySelector("input:checked").value);
    const made = { day: day.said.day, shift: shift.id, code: said, size, closed: false, people: [] };
    day.tubes.push(made);
    await keep(day, [entryFor(campaign, made, "tubes", {})]);
    return draw();
  };
  const done = day.tubes.filter((each) => each.shift === shift.id);
  const seen = (text) => { // another label beside the tube's, or one misread: the camera looks on
    const said = cleanTube(text);
    if (misread(said)) return;
    code.value = said;
    stop();
    if (navigator.vibrate) navigator.vibrate(60);
  };
  const scan = () => look(main.querySelector("[data-camera]"), seen, { bars: () => barReader(rules.reads), qr: rules.reads.includes("qr") });
  fill(main, h("section", { class: "card phone-card item" }, h("h2", { class: "phone-heading mt-0" }, t("next_tube")), h("div", { class: "camera", "data-camera": true, hidden: true }), h("label", { for: "tube-code" }, t("tube_code")), code,
    h("button", { class: "btn btn-lg btn-outline-secondary w-100 mt-2", type: "button", onclick: scan }, icon("camera"), t("scan")), h("p", { class: "mt-2 mb-1" }, t("tube_size")), sizes,
    h("button", { class: "btn btn-lg btn-primary w-100 mt-2", type: "button", "data-open-tube": true, onclick: open }, t("open_tube"))),
  done.length ? h("section", {}, h("h2", { class: "phone-heading" }, t("tubes_done", { n: done.length })), h("ul", { class: "plain" }, done.slice(-12).reverse().map((each) => h("li", {}, `${each.code} · ${each.people.length} / ${each.size}`)))) : null);
  return { title: shift.point, tab: "sampling", back: `#/sampling/${campaign}` };
}

async function scanning(main, campaign, day, shift, tube) {
  const stuck = (await outbox.list(here.person.id)).filter((row) => row.chain === `tube:${campaign}:${tube.code}` && row.state === "stuck");
  const count = h("p", { class: "display-6 mb-1", "data-filled": true });
  const list = h("ol", { class: "plain", reversed: true });
  const show = () => {
    count.textContent = `${tube.people.length} / ${tube.size}`;
    fill(list, tube.people.slice().reverse().map((each) => h("li", { class: "in-tube", "data-number": each.number }, h("span", {}, each.name || t("person_number", { n: shownNumber(each.number) }), ` · ${moment(each.at)}`),
      h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", "data-undo": each.number, onclick: () => undo(each) }, icon("x"), t("undo")))));
  };
  let busy = false;
  const add = async (text) => {
    if (busy || !text.trim()) return;
    busy = true;
    try {
      const said = await readCode(text, day.said);
      if (said.fault) return say(t(said.fault));
      if (tube.people.some((each) => each.number === said.number)) return say(t("in_tube_already"));
      if (tube.people.length >= tube.size) return say(t("tube_full"));
      const at = new Date().toISOString();
      const entry = entryFor(campaign, tube, "samples", { code: text.trim(), at });
      tube.people.push({ number: said.number, code: text.trim(), at, entry: entry.id, name: "" });
      await keep(day, [entry]);
      if (navigator.vibrate) navigator.vibrate(60);
      show();
      if (tube.people.length >= tube.size) say(t("tube_full"));
    } finally {
      busy = false;
    }
  };
  const undo = async (each) => {
    const refused = stuck.find((row) => row.id === each.entry);
    tube.people = tube.people.filter((other) => other !== each);
    if (refused) {
      await store.write(["outbox"], (tx) => tx.objectStore("outbox").delete(refused.seq));
      await keep(day, []);
      await outbox.again(here.person.id);
      return dispatchEvent(new Event("hashchange"));
    }
    await keep(day, [entryFor(campaign, tube, "samples/undo", { code: each.code })]);
    return show();
  };
  const typed = h("input", { class: "form-control form-control-lg", id: "person-code", maxlength: 200, autocomplete: "off", autocapitalize: "characters", placeholder: t("person_code"), "aria-label": t("person_code") });
  const enter = async () => { await add(typed.value); typed.value = ""; };
  const seal = async () => {
    if (tube.people.length < tube.size && !(await ask(t("seal_question", { n: tube.people.length, size: tube.size }), t("seal")))) return;
    tube.closed = true;
    stop();
    await keep(day, [entryFor(campaign, tube, "tubes/seal", {})]);
    dispatchEvent(new Event("hashchange"));
  };
  const scan = () => look(main.querySelector("[data-camera]"), add);
  show();
  fill(main, stuck.map((row) => h("div", { class: "alert alert-danger", role: "alert" }, h("p", { class: "mb-0" }, (row.problem || {}).detail || t("refused")))),
    h("section", { class: "card phone-card item" }, h("h2", { class: "phone-heading mt-0" }, tube.code), count, h("div", { class: "camera", "data-camera": true, hidden: true }),
      h("button", { class: "btn btn-lg btn-primary w-100", type: "button", "data-scan": true, onclick: scan }, icon("camera"), t("scan")),
      h("form", { class: "d-flex mt-2", onsubmit: (event) => { event.preventDefault(); enter(); } }, typed, h("button", { class: "btn btn-lg btn-outline-primary ml-2", "data-add": true }, t("add")))), list);
  return { title: shift.point, tab: "sampling", back: `#/sampling/${campaign}`, foot: [h("button", { class: "btn btn-lg btn-primary", type: "button", "data-seal": true, onclick: seal }, t("seal"))] };
}

/* The server's answer to a sample: the name, where this person may see it. */
outbox.on("sample", async (tx, row, answer) => {
  if (!answer || !answer.name) return;
  setTimeout(async () => {
    const day = await store.get("days", [row.person, `sampling:${row.url.split("/")[4]}`]);
    const tube = day && day.tubes.find((each) => each.code === row.body.tube);
    const one = tube && tube.people.find((each) => each.entry === row.id);
    if (!one) return;
    const live = document.querySelector(`[data-number="${one.number}"] span`); // on the screen only: the phone keeps no name
    if (live) live.textContent = `${answer.name} · ${moment(one.at)}`;
  }, 0);
});

addEventListener("hashchange", () => { if (!location.hash.startsWith("#/sampling") && !location.hash.startsWith("#/boarding")) stop(); });
