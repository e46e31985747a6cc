/* The phone's page: which screen is shown, and when what waits is sent. */
import { bar, say } from "./bars.js";
import { fill, h } from "./dom.js";
import { boarding } from "./boarding.js";
import { download, kept } from "./day.js";
import { enterprise } from "./enterprise.js";
import { finish } from "./finish.js";
import { here, look, recall, signIn } from "./person.js";
import { me, queue } from "./queue.js";
import { dropSent, room, tryAgain } from "./room.js";
import { sampling } from "./sampling.js";
import { today } from "./today.js";
import { sendLater, watch } from "./update.js";
import { visit, writing } from "./visit.js";
import { t } from "./words.js";

const { outbox, sending, visits } = self.phone;
const main = document.getElementById("main");
const REST = 30 * 1000; // milliseconds between two looks at the network
let timer = 0;
let planned = 0;
let going = null;
let isAsked = false;
let installer = null;
let turn = 0;

function screenOf([first, second, third]) {
  if (first === "e") return (place) => enterprise(place, second);
  if (first === "v" && third === "sign") return (place) => finish(place, second);
  if (first === "v") return (place) => visit(place, second);
  if (first === "boarding") return (place) => boarding(place, second, third);
  if (first === "sampling") return (place) => sampling(place, second, third);
  if (first === "queue") return (place) => queue(place, send);
  if (first === "me") return (place) => me(place, installer);
  return today;
}

/* Draws the screen that the address names. What was typed on the one before is kept first. `again`: it stays where it is. */
async function show(again) {
  const before = { top: scrollY, open: Array.from(main.querySelectorAll("details"), (each) => each.open) };
  const mine = (turn += 1);
  await writing.flush();
  writing.flush = async () => undefined;
  const parts = location.hash.replace(/^#\/?/, "").split("/");
  const place = h("div", {});
  const frame = await screenOf(parts)(place);
  if (mine !== turn) return; // another screen was asked for meanwhile
  fill(main, place);
  document.getElementById("title").textContent = frame.title;
  const back = document.getElementById("back");
  back.hidden = !frame.back;
  if (frame.back) back.href = frame.back;
  fill(document.getElementById("foot"), frame.foot || []);
  document.querySelectorAll("[data-tab]").forEach((tab) => {
    if (tab.dataset.tab === frame.tab) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  });
  await count();
  main.dataset.shows = parts.join("/"); // all of this screen is there
  if (again === true) {
    main.querySelectorAll("details").forEach((each, at) => { each.open = Boolean(before.open[at]); });
    scrollTo(0, before.top);
    return;
  }
  scrollTo(0, 0);
  const asked = parts[0] === "v" && parts[2] && document.getElementById(`item-${parts[2]}`);
  if (asked) asked.scrollIntoView({ block: "start" });
  else main.focus({ preventScroll: true });
}

/* How many records wait, on the tab and in the bars. */
async function count() {
  const rows = here.person ? await outbox.list(here.person.id) : [];
  const number = new Set(rows.map((row) => row.chain)).size;
  const badge = document.getElementById("waiting");
  badge.hidden = !number;
  badge.textContent = String(number);
  bar("sign_in", here.signIn && here.person
    ? { tone: "warning", mark: "login", text: t(number ? "sign_in_to_send" : "sign_in_again", { n: number }), actions: [[t("sign_in"), signIn]] } : null);
  bar("offline", here.online ? null : { tone: "info", mark: "wifi-off", text: t("offline") });
  bar("full", room.isFull ? { tone: "danger", mark: "alert-octagon", text: t("full"), actions: [[t("send_now"), send], [t("drop_sent"), makeRoom]] } : null);
  return number;
}

async function makeRoom() {
  await dropSent();
  await tryAgain();
  if (room.isFull) say(t("still_full"));
  await count();
}

/* Sends what waits, now; and plans when to try again. Asked meanwhile, it looks once more afterwards: what was added late waits for nobody. */
async function send() {
  clearTimeout(timer);
  timer = 0;
  isAsked = Boolean(going);
  if (!going) going = sendAll().finally(() => { going = null; });
  const end = await going;
  if (isAsked) plan(0);
  return end;
}

async function sendAll() {
  let next = Infinity;
  try {
    const end = await sending.run();
    next = end.next;
    if (end.state === "sign_in") here.signIn = true;
    else if (end.state === "done" && end.next === Infinity) here.signIn = false;
    if (end.state === "offline") here.online = false;
    else if (end.heard) here.online = true; // somebody answered
    await tryAgain();
    await count();
    return end;
  } finally {
    plan(next); // whatever went wrong here, it is tried again
  }
}

/* At that moment, or sooner where that is planned already. */
function plan(next) {
  const at = Math.min(Date.now() + REST, Math.max(Date.now() + 200, next));
  if (timer && planned <= at) return;
  clearTimeout(timer);
  planned = at;
  timer = setTimeout(send, at - Date.now());
}

/* Asks who is signed in, fetches today's work if there is none, sends what waits. */
async function meet() {
  const changed = await look();
  if (changed) await writing.flush();
  const day = await kept();
  const isOld = !day || new Date(day.fetchedAt).toDateString() !== new Date().toDateString();
  const fresh = here.online && !here.signIn && here.person && isOld ? await download() : null;
  if (changed || fresh) await show();
  await send();
}

/* What changed in the queue is shown a few times a second at most, in a tenth of the phone's time, and never under the officer's hands. */
const PATIENCE = 1500; // milliseconds in which the server may say who is signed in, before the page shows that nobody is
const LEAST = 250; // milliseconds between two drawings
const MOST = 5000;
let soon = 0;
let isOld = false;
let pause = LEAST;
outbox.listen((news) => {
  if (news.type === "progress") {
    const shown = document.querySelector(`[data-progress="${news.chain}"]`);
    if (shown) shown.value = news.sent;
  }
  if (news.type !== "outbox") return;
  if (soon) isOld = true;
  else soon = setTimeout(refresh, pause);
});

async function refresh() {
  const began = performance.now();
  isOld = false;
  try {
    if (await count()) {
      plan(0);
      sendLater();
    }
    if (!document.querySelector(".item, .pad, .ask, #language, #signer")) await show(true);
  } finally {
    pause = Math.min(MOST, Math.max(LEAST, 9 * (performance.now() - began)));
    soon = isOld ? setTimeout(refresh, pause) : 0; // one after the other, however much there is to draw
  }
}

addEventListener("hashchange", show);
addEventListener("online", () => { here.online = true; meet(); });
addEventListener("offline", () => { here.online = false; count(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) meet(); });
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installer = () => event.prompt();
});
room.onFull(count);

async function start() {
  await recall();
  if (!here.person && here.online) await Promise.race([look(), new Promise((go) => setTimeout(go, PATIENCE))]); // whom it doesn't know yet
  await show();
  document.documentElement.dataset.ready = "yes";
  if (here.person) visits.forgetSent(here.person.id, false).catch(() => undefined);
  await watch();
  await meet();
}

start();
