/* With a network: who is signed in, scans go out, news come in. Every few minutes, and whenever the network is back. */
import * as store from "./store.js";

const addresses = self.phone.addresses;
const MOST = 100; // scans in one go
export const state = { person: null, campaigns: [], online: navigator.onLine, signIn: false, csrf: "" };

class Away extends Error {}

async function ask(url, more) {
  let answer;
  try {
    answer = await fetch(url, Object.assign({ credentials: "same-origin", cache: "no-store" }, more));
  } catch (fault) {
    throw new Away();
  }
  if (answer.status >= 500) throw new Away();
  return answer;
}

async function look() {
  const said = await (await ask(addresses.session, { headers: { Accept: "application/json" } })).json();
  state.csrf = said.csrf;
  state.signIn = !said.person;
  if (said.person) {
    state.person = said.person;
    state.campaigns = said.campaigns;
    await store.setMeta("person", { person: said.person, campaigns: said.campaigns });
  }
}

export async function recall() {
  const kept = await store.meta("person");
  if (kept) Object.assign(state, kept);
}

async function send(campaign) {
  const waiting = (await store.scans(campaign)).filter((row) => !row.sent && row.person === state.person.id).reverse();
  while (waiting.length) {
    const some = waiting.splice(0, MOST);
    const body = { scans: some.map(({ uid, number, gate, at, way, verdict, reason }) => ({ uid, number, gate, at: new Date(at).toISOString(), way, verdict, reason })) };
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": state.csrf };
    const answer = await ask(`${addresses.api}${campaign}/gate/scans`, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.status === 401 || answer.status === 403) {
      state.signIn = answer.status === 401;
      return;
    }
    if (!answer.ok) return; // kept, and tried again with the next news
    await store.sent((await answer.json()).taken);
  }
}

async function fetchNews(campaign) {
  const began = Date.now();
  const answer = await ask(`${addresses.api}${campaign}/gate`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  const said = await answer.json();
  const now = Date.now();
  await store.setData(Object.assign(said, { fetchedAt: now, offset: new Date(said.made_at).getTime() - (began + now) / 2 }));
  return true;
}

let going = null;

/* Everything once; true where there was an answer. Two at a time are one. */
export function meet(campaign) {
  if (!going) going = work(campaign).finally(() => { going = null; });
  return going;
}

async function work(campaign) {
  try {
    await look();
    state.online = true;
    if (state.signIn || !campaign) return true;
    await send(campaign);
    await fetchNews(campaign);
    await store.forget(Date.now());
    return true;
  } catch (fault) {
    if (!(fault instanceof Away)) throw fault;
    state.online = false;
    return false;
  }
}

/* A typed number: only the server can prove it. Null without network. */
export async function typed(campaign, code, gate) {
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": state.csrf };
    const answer = await ask(`${addresses.api}${campaign}/gate/check`, { method: "POST", headers, body: JSON.stringify({ code, gate }) });
    return answer.ok ? await answer.json() : null;
  } catch (fault) {
    return null;
  }
}
