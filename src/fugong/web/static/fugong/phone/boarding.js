/* Boarding: a trip, one person's code after the other, departed, here. What is scanned is kept here at once and goes into the
   outbox, one chain for each trip, so that it works without network and is sent in its order.

   A kept day (in the store `days`, under "boarding:" and the campaign): {said, fetchedAt, done}
     said   what the server gave: trips with the numbers of who may board; no names, nothing of anybody's health
     done   {trip: {aboard: [{number, code, at, entry}], state}} */
import { badge, fill, h, icon, moment } from "./dom.js";
import { ask, say } from "./bars.js";
import { readCode } from "./codes.js";
import { here, signIn } from "./person.js";
import { look, stop } from "./camera.js";
import { languageTag, t } from "./words.js";

const { store, outbox, sending, newId } = self.phone;

function keyOf(campaign) {
  return [here.person.id, `boarding:${campaign}`];
}

async function fetchDay(campaign) {
  const before = (await store.get("days", keyOf(campaign))) || { done: {} };
  try {
    const headers = { Accept: "application/json", "Accept-Language": languageTag() };
    const said = sending.judged(await sending.ask(`/api/v1/campaigns/${campaign}/boarding/today`, { headers }));
    const row = { person: here.person.id, campaign: `boarding:${campaign}`, fetchedAt: Date.now(), said, done: before.done };
    await store.put("days", row);
    return row;
  } catch (fault) {
    if (fault instanceof sending.NotSignedIn) here.signIn = true;
    else if (!(fault instanceof sending.NoAnswer) && !fault.problem) throw fault;
    return before.said ? before : null;
  }
}

const redraw = () => dispatchEvent(new Event("hashchange"));

export async function boarding(main, campaign, trip) {
  stop();
  if (!here.person) {
    fill(main, h("section", { class: "card phone-card" }, h("p", {}, t(here.online ? "nobody" : "nobody_offline")), h("button", { class: "btn btn-primary btn-lg w-100", type: "button", onclick: signIn }, t("sign_in"))));
    return { title: t("boarding"), tab: "today" };
  }
  const places = here.person.boarding || [];
  const chosen = campaign || (places.length === 1 ? places[0].key : "");
  if (!chosen) return choices(main, places);
  const kept = await store.get("days", keyOf(chosen));
  const isOld = !kept || new Date(kept.fetchedAt).toDateString() !== new Date().toDateString();
  let day = isOld ? await fetchDay(chosen) : kept;
  let one = day && trip ? day.said.trips.find((each) => each.id === Number(trip)) : null;
  if (day && trip && !one && !isOld) { // confirmed since: look once more
    day = await fetchDay(chosen);
    one = day && day.said.trips.find((each) => each.id === Number(trip));
  }
  return one ? scanning(main, chosen, day, one) : trips(main, chosen, day);
}

function choices(main, places) {
  fill(main, places.length ? h("ul", { class: "cards" }, places.map((each) => h("li", {}, h("a", { class: "stop", href: `#/boarding/${each.key}` }, h("span", { class: "stop-name" }, each.name))))) : h("p", { class: "empty" }, t("no_boarding")));
  return { title: t("boarding"), tab: "today", back: "#/" };
}

function again(campaign) {
  return async (event) => {
    event.currentTarget.disabled = true;
    const fresh = await fetchDay(campaign);
    if (!fresh || Date.now() - fresh.fetchedAt > 5000) say(t(here.signIn ? "sign_in_again" : "no_answer"));
    redraw();
  };
}

function stateOf(day, trip) {
  return (day.done[trip.id] && day.done[trip.id].state) || trip.state;
}

function trips(main, campaign, day) {
  const rows = day ? day.said.trips : [];
  fill(main,
    rows.length ? h("ul", { class: "cards" }, rows.map((each) => h("li", {}, h("a", { class: "stop", href: `#/boarding/${campaign}/${each.id}`, "data-trip": each.id },
      h("span", { class: "stop-name" }, each.origin), h("span", { class: "stop-state" }, badge(t(`trip_${stateOf(day, each)}`), "primary", "clock")),
      h("span", { class: "stop-more" }, [moment(each.departs_at), each.plate, `${aboardOf(day, each).length} / ${each.listed}`].filter(Boolean).join(" · ")))))) : h("div", { class: "empty" }, h("p", { class: "empty-title" }, t("no_trip")), h("p", {}, t("no_trip_more"))),
    h("button", { class: "btn btn-outline-secondary btn-lg w-100", type: "button", "data-refresh": true, onclick: again(campaign) }, icon("refresh"), t("download")));
  return { title: t("boarding"), tab: "today", back: "#/" };
}

/* Who is aboard: as the server said it, and who was scanned here since; without who was taken back. */
function aboardOf(day, trip) {
  const own = (day.done[trip.id] && day.done[trip.id].aboard) || [];
  const off = (day.done[trip.id] && day.done[trip.id].off) || [];
  const told = trip.riders.filter((each) => each.aboard && !own.some((one) => one.number === each.number) && off.indexOf(each.number) < 0);
  return told.map((each) => ({ number: each.number })).concat(own);
}

function entryFor(campaign, trip, path, more) {
  return outbox.entry({
    person: here.person.id, chain: `trip:${campaign}:${trip.id}`, kind: "boarding", url: `/api/v1/campaigns/${campaign}/trips/${trip.id}/${path}`,
    body: more, about: { name: trip.origin, url: `#/boarding/${campaign}/${trip.id}` }, id: newId(),
  });
}

async function keep(day, entries) {
  await store.write(["days", "outbox"], async (tx) => {
    await outbox.put(tx, entries);
    await tx.objectStore("days").put(day);
  });
  outbox.tell({ type: "outbox" });
}

async function scanning(main, campaign, day, trip) {
  const chain = `trip:${campaign}:${trip.id}`;
  const stuck = (await outbox.list(here.person.id)).filter((row) => row.chain === chain && row.state === "stuck");
  const mine = day.done[trip.id] || (day.done[trip.id] = { aboard: [], off: [], state: "" });
  const state = stateOf(day, trip);
  const boards = state === "confirmed" || state === "boarding"; // afterwards nobody gets on or off
  const count = h("p", { class: "display-6 mb-1", "data-aboard": true });
  const list = h("ol", { class: "plain", reversed: true });
  const seat = (number) => (trip.riders.find((each) => each.number === number) || {}).seat;
  const show = () => {
    const aboard = aboardOf(day, trip);
    count.textContent = `${aboard.length} / ${trip.listed}`;
    fill(list, aboard.slice().reverse().map((each) => h("li", { class: "in-tube", "data-number": each.number }, h("span", {}, t("seat_number", { n: seat(each.number) || "?" }), each.at ? ` · ${moment(each.at)}` : ""),
      each.code && boards ? h("button", { class: "btn btn-outline-secondary btn-lg", type: "button", "data-undo": each.number, onclick: () => undo(each) }, icon("x"), t("undo")) : null)));
  };
  let busy = false;
  const add = async (text) => {
    if (busy || !text.trim()) return;
    busy = true;
    try {
      const said = await readCode(text, day.said);
      if (said.fault) return say(t(said.fault));
      if (aboardOf(day, trip).some((each) => each.number === said.number)) return say(t("aboard_already"));
      if (!trip.riders.some((each) => each.number === said.number)) return say(t("not_on_list"));
      const at = new Date().toISOString();
      const entry = entryFor(campaign, trip, "board", { code: text.trim(), at });
      mine.aboard.push({ number: said.number, code: text.trim(), at, entry: entry.id });
      mine.off = (mine.off || []).filter((each) => each !== said.number);
      await keep(day, [entry]);
      if (navigator.vibrate) navigator.vibrate(60);
      show();
    } finally {
      busy = false;
    }
  };
  const undo = async (each) => {
    const refused = stuck.find((row) => row.id === each.entry);
    mine.aboard = mine.aboard.filter((other) => other !== each);
    mine.off = (mine.off || []).concat(each.number);
    if (refused) {
      await store.write(["outbox"], (tx) => tx.objectStore("outbox").delete(refused.seq));
      await keep(day, []);
      await outbox.again(here.person.id);
      return redraw();
    }
    await keep(day, [entryFor(campaign, trip, "alight", { code: each.code })]);
    return show();
  };
  const step = async (path, next, question) => {
    if (question && !(await ask(question, t(`do_${path}`)))) return;
    mine.state = next;
    stop();
    await keep(day, [entryFor(campaign, trip, path, { at: new Date().toISOString() })]);
    redraw();
  };
  const typed = h("input", { class: "form-control form-control-lg", id: "person-code", maxlength: 200, autocomplete: "off", autocapitalize: "characters", placeholder: t("person_code"), "aria-label": t("person_code") });
  const enter = async () => { await add(typed.value); typed.value = ""; };
  const scan = () => look(main.querySelector("[data-camera]"), add);
  show();
  fill(main, stuck.map((row) => h("div", { class: "alert alert-danger", role: "alert" }, h("p", { class: "mb-0" }, (row.problem || {}).detail || t("refused")))),
    h("section", { class: "card phone-card item" }, h("h2", { class: "phone-heading mt-0" }, trip.origin), h("p", { class: "text-secondary mb-1" }, [moment(trip.departs_at), trip.plate, trip.destination].filter(Boolean).join(" · ")), count,
      boards ? [h("div", { class: "camera", "data-camera": true, hidden: true }), h("button", { class: "btn btn-lg btn-primary w-100", type: "button", "data-scan": true, onclick: scan }, icon("camera"), t("scan")),
        h("form", { class: "d-flex mt-2", onsubmit: (event) => { event.preventDefault(); enter(); } }, typed, h("button", { class: "btn btn-lg btn-outline-primary ml-2", "data-add": true }, t("add")))] : h("p", {}, badge(t(`trip_${state}`), "primary", "clock"))), list);
  const foot = boards
    ? [h("button", { class: "btn btn-lg btn-primary", type: "button", "data-depart": true, onclick: () => step("depart", "on_way", t("depart_question", { n: aboardOf(day, trip).length, all: trip.listed })) }, icon("arrow-right"), t("do_depart"))]
    : state === "on_way" ? [h("button", { class: "btn btn-lg btn-primary", type: "button", "data-arrive": true, onclick: () => step("arrive", "arrived", "") }, icon("circle-check"), t("do_arrive"))] : [];
  return { title: t("boarding"), tab: "today", back: `#/boarding/${campaign}`, foot };
}

/* The server's answer: the name, where this person may see it; on the screen only. */
outbox.on("boarding", async (tx, row, answer) => {
  if (!answer || !answer.name) return;
  setTimeout(() => {
    const live = document.querySelector(`[data-number="${answer.person}"] span`);
    if (live) live.textContent = `${answer.name} · ${t("seat_number", { n: answer.seat })}`;
  }, 0);
});
