/* Visits on the phone: a draft with its files, kept at every touch; finished, it goes into the outbox as one chain.

   A draft: {uid, person, campaign, enterprise: {id, name}, kind, checklists, version, items, note, signature, place, startedAt,
   finishedAt, state, problem, url, edits}
     items      "checklist.item" → {checklist, item, passed, value, note, corrected}
     signature  {name, strokes, width, height, refusal}: strokes are lists of [x, y] on a glass of width × height
     passed     true, false, or null for "not applicable"; an item without an answer isn't there
     state      "open" → "queued" → "sent"; "stuck" when the server refused it and the officer is to mend it */
(function (scope) {
  "use strict";
  const phone = (scope.phone = scope.phone || {});
  const { store, outbox } = phone;
  const KEPT = 3 * 24 * 3600 * 1000; // milliseconds for which a sent visit can still be looked at

  function begin(given) {
    return Object.assign(
      {
        uid: phone.newId(), items: {}, note: "", signature: { name: "", strokes: [], width: 0, height: 0, refusal: "" }, place: null,
        startedAt: new Date().toISOString(), finishedAt: null, state: "open", problem: null, url: "", edits: 0, changedAt: Date.now(),
      },
      given
    );
  }

  function save(draft) {
    draft.changedAt = Date.now();
    return store.put("drafts", draft);
  }

  async function addFile(draft, given) {
    const file = Object.assign(
      { uid: phone.newId(), draft: draft.uid, person: draft.person, sent: false, at: new Date().toISOString() },
      given,
      { type: given.blob.type, size: given.blob.size }
    );
    await store.put("files", file);
    return file;
  }

  function removeFile(uid) {
    return store.write(["files"], (tx) => tx.objectStore("files").delete(uid));
  }

  function asSent(draft, device) {
    return {
      uid: draft.uid,
      enterprise: draft.enterprise.id,
      kind: draft.kind,
      checklists: draft.checklists,
      pack_version: draft.version,
      started_at: draft.startedAt,
      finished_at: draft.finishedAt,
      note: draft.note,
      items: Object.values(draft.items).map((given) => ({
        checklist: given.checklist,
        item: given.item,
        passed: given.passed,
        value: given.value && given.passed !== null ? given.value : null,
        note: given.note || "",
        corrected: Boolean(given.corrected),
      })),
      signature: draft.signature,
      place: draft.place,
      device,
    };
  }

  function entriesOf(draft, files, device) {
    const common = { person: draft.person, chain: draft.uid };
    const about = { draft: draft.uid, name: draft.enterprise.name };
    const visit = outbox.entry(Object.assign({
      kind: "visit", url: `/api/v1/campaigns/${draft.campaign}/visits`, body: asSent(draft, device), about,
    }, common));
    const evidence = files.filter((file) => !file.sent).map((file) => outbox.entry(Object.assign({
      kind: "evidence", method: "PUT", file: file.uid, size: file.size, about: Object.assign({ kind: file.kind }, about),
      url: `/api/v1/evidence/${file.uid}?visit=${draft.uid}&kind=${file.kind}&${under(file.item)}`,
    }, common)));
    return [visit].concat(evidence);
  }

  function under(key) {
    const [checklist, item] = key.split(".");
    return `checklist=${encodeURIComponent(checklist)}&item=${encodeURIComponent(item)}`;
  }

  /* From here on it waits to be sent: draft and entries change together, or not at all. */
  async function finish(draft) {
    draft.finishedAt = draft.finishedAt || new Date().toISOString();
    draft.state = "queued";
    draft.problem = null;
    const device = await deviceId();
    await store.write(["drafts", "files", "outbox"], async (tx) => {
      await outbox.withdraw(tx, draft.uid);
      const files = await tx.objectStore("files").index("draft").getAll(draft.uid);
      await tx.objectStore("drafts").put(draft);
      await outbox.put(tx, entriesOf(draft, files, device));
    });
    outbox.tell({ type: "outbox" });
  }

  /* Back into the officer's hands: to mend what was refused, or to correct what was sent (kept as another edition). */
  async function reopen(draft) {
    draft.state = "open";
    draft.finishedAt = null;
    await store.write(["drafts", "outbox"], async (tx) => {
      await outbox.withdraw(tx, draft.uid);
      await tx.objectStore("drafts").put(draft);
    });
    outbox.tell({ type: "outbox" });
  }

  async function discard(draft) {
    await store.write(["drafts", "files", "outbox"], async (tx) => {
      await outbox.withdraw(tx, draft.uid);
      for (const uid of await tx.objectStore("files").index("draft").getAllKeys(draft.uid)) {
        await tx.objectStore("files").delete(uid);
      }
      await tx.objectStore("drafts").delete(draft.uid);
    });
    outbox.tell({ type: "outbox" });
  }

  async function settle(tx, row, values) {
    const draft = await tx.objectStore("drafts").get(row.chain);
    if (!draft) return;
    const left = await tx.objectStore("outbox").index("chain").count(row.chain);
    Object.assign(draft, values, left ? {} : { state: "sent", sentAt: Date.now() });
    await tx.objectStore("drafts").put(draft);
  }

  outbox.on("visit", (tx, row, answer) => settle(tx, row, { url: answer.url || "", edits: answer.edits || 0 }));
  outbox.on("evidence", async (tx, row) => {
    const file = await tx.objectStore("files").get(row.file);
    if (file) await tx.objectStore("files").put(Object.assign(file, { sent: true }));
    await settle(tx, row, {});
  });

  async function deviceId() {
    const known = await store.meta("device");
    if (known) return known;
    const made = phone.newId();
    await store.setMeta("device", made);
    return made;
  }

  /* Makes room: what the server has is dropped here. `all`: everything sent, else only what lies here for long. Returns bytes. */
  async function forgetSent(person, all) {
    let freed = 0;
    await store.write(["drafts", "files"], async (tx) => {
      for (const draft of await tx.objectStore("drafts").index("person").getAll(person)) {
        const isOver = draft.state === "sent";
        const old = isOver && draft.sentAt < Date.now() - KEPT;
        for (const file of await tx.objectStore("files").index("draft").getAll(draft.uid)) {
          if (!file.sent || !(all || old)) continue;
          freed += file.size;
          await tx.objectStore("files").delete(file.uid);
        }
        if (old) await tx.objectStore("drafts").delete(draft.uid);
      }
    });
    return freed;
  }

  phone.visits = { begin, save, addFile, removeFile, finish, reopen, discard, forgetSent, deviceId };
})(self);
