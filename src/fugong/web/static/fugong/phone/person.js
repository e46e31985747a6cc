/* Whose phone this is. Drafts and days are a person's; who signs in next sees none of them. */
import { speak } from "./words.js";

const { store, sending } = self.phone;
export const here = { person: null, campaigns: [], campaign: null, csrf: "", signIn: false, online: navigator.onLine };

/* What the phone knows by itself, without network. */
export async function recall() {
  here.person = (await store.meta("person")) || null;
  here.campaigns = (here.person && here.person.campaigns) || [];
  const last = await store.meta("campaign");
  here.campaign = here.campaigns.find((each) => each.key === last) || here.campaigns[0] || null;
  speak((await store.meta("language")) || (here.person && here.person.language) || navigator.language.slice(0, 2));
}

/* Asks the server who is signed in. Returns whether that changed whose phone this is. */
export async function look() {
  let said;
  try {
    said = await sending.session();
    here.online = true;
  } catch (fault) {
    if (fault instanceof sending.NotSignedIn) here.signIn = true;
    here.online = fault instanceof sending.NotSignedIn;
    return false;
  }
  here.csrf = said.csrf;
  const leaving = await store.meta("leaving");
  if (leaving && said.person && said.person.id === leaving) {
    await leaveServer(said.csrf);
    return false;
  }
  if (leaving) await store.setMeta("leaving", null); // signed out by other means, or someone else is here by now
  here.signIn = !said.person;
  if (!said.person) return false;
  const before = here.person && here.person.id;
  await store.setMeta("person", Object.assign({}, said.person, { campaigns: said.campaigns, sampling: said.sampling || [], boarding: said.boarding || [] }));
  await recall();
  return before !== here.person.id;
}

export async function choose(campaign) {
  await store.setMeta("campaign", campaign);
  await recall();
}

export async function setLanguage(wanted) {
  await store.setMeta("language", wanted);
  speak(wanted);
}

/* Works without network too: from this moment nothing of the person is shown; the server is told as soon as it can be. */
export async function leave() {
  await store.setMeta("leaving", here.person.id);
  await store.setMeta("person", null);
  await recall();
  await look();
}

async function leaveServer(csrf) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrf });
  try {
    await fetch(self.phone.addresses.logout, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  } catch (fault) {
    return; // still no network: next time
  }
  await store.setMeta("leaving", null);
  here.signIn = true;
}

/* Signing in happens on the product's own page, once whoever left is signed out there too. Says whether it could go there. */
export async function signIn() {
  if (await store.meta("leaving")) await look();
  if (await store.meta("leaving")) return false;
  location.assign(`${self.phone.addresses.login}?next=${encodeURIComponent(location.pathname)}`);
  return true;
}
