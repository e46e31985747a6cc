/* The day that was downloaded: the round, the enterprises with their stories, the checklists. */
import { here } from "./person.js";
import { languageTag } from "./words.js";

const { store, sending } = self.phone;

/* The kept day, or null. */
export async function kept() {
  if (!here.person || !here.campaign) return null;
  return (await store.get("days", [here.person.id, here.campaign.key])) || null;
}

/* Fetches the day anew and keeps it. Returns it; null where nobody answers. */
export async function download() {
  if (!here.person || !here.campaign) return null;
  try {
    const headers = { Accept: "application/json", "Accept-Language": languageTag() };
    const said = sending.judged(await sending.ask(`/api/v1/campaigns/${here.campaign.key}/rounds/today`, { headers }));
    const day = Object.assign(said, { person: here.person.id, campaign: here.campaign.key, fetchedAt: Date.now() });
    await store.put("days", day);
    return day;
  } catch (fault) {
    if (fault instanceof sending.NotSignedIn) here.signIn = true;
    else if (!(fault instanceof sending.NoAnswer) && !store.isFull(fault) && !fault.problem) throw fault;
    return null;
  }
}

export function enterpriseOf(day, id) {
  return day ? day.enterprises.find((each) => each.id === Number(id)) : undefined;
}

export function nameOf(day, key) {
  return day.checklists[key] ? day.checklists[key].name : key;
}

/* The items to look at: [{checklist, aspect, name, items: [{key, …}]}]; `key` is "checklist.item", as drafts keep it. */
export function sectionsOf(day, enterprise, keys) {
  const found = [];
  keys.filter((key) => day.checklists[key]).forEach((checklist) => {
    const left = new Set((enterprise && enterprise.leaves_out[checklist]) || []);
    day.checklists[checklist].aspects.forEach((aspect) => {
      const items = aspect.items.filter((item) => !left.has(item.key));
      if (!items.length) return;
      found.push({
        checklist,
        aspect: aspect.key,
        name: aspect.name,
        items: items.map((item) => Object.assign({}, item, { item: item.key, key: `${checklist}.${item.key}` })),
      });
    });
  });
  return found;
}
