/* What a gate's device keeps, in one IndexedDB.

   meta   key → value: person, campaign, gate, way, language, and `latest`, the latest moment that its clock ever showed
   data   what the server told of a campaign (passes/gate.py), with `fetchedAt` and `offset`, by how much this clock is behind
   scans  {uid, person, campaign, number, gate, at, way, verdict, reason, sent}: pass numbers only, of no person, no plate */
const NAME = "fugong-gate";
const KEPT = 24 * 3600 * 1000; // milliseconds that sent scans stay: one pass at two gates is seen by them

const opened = self.idb.openDB(NAME, 1, {
  upgrade(db) {
    db.createObjectStore("meta");
    db.createObjectStore("data", { keyPath: "key" });
    db.createObjectStore("scans", { keyPath: "uid" }).createIndex("campaign", "campaign");
  },
});

export async function meta(key) {
  return (await opened).get("meta", key);
}

export async function setMeta(key, value) {
  await (await opened).put("meta", value, key);
}

export async function data(campaign) {
  return campaign ? (await opened).get("data", campaign) : undefined;
}

export async function setData(row) {
  await (await opened).put("data", row);
}

export async function scans(campaign) {
  const rows = await (await opened).getAllFromIndex("scans", "campaign", campaign);
  return rows.sort((one, other) => other.at - one.at);
}

export async function keep(row) {
  await (await opened).put("scans", row);
}

export async function sent(uids) {
  const tx = (await opened).transaction("scans", "readwrite");
  for (const uid of uids) {
    const row = await tx.store.get(uid);
    if (row) await tx.store.put(Object.assign(row, { sent: true }));
  }
  await tx.done;
}

/* Drops what was sent long ago. */
export async function forget(now) {
  const tx = (await opened).transaction("scans", "readwrite");
  for (const row of await tx.store.getAll()) {
    if (row.sent && now - row.at > KEPT) await tx.store.delete(row.uid);
  }
  await tx.done;
}
