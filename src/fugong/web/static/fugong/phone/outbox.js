/* What waits to be sent. Whoever has something to send puts entries here; one sender at a time takes them out (sending.js).

   An entry: {id, person, chain, method, url, headers, body | file, kind, about, attempts, notBefore, state, problem, sent, size}
     id      made here; goes along as Idempotency-Key, so that the server does it once
     chain   entries of one chain go out in the order in which they came; chains don't wait for one another
     body    what is sent as JSON; or `file`, the uid of a row in `files`, which is sent in pieces
     kind    who is told what came of it: phone.outbox.on(kind, …)
     state   "waiting", or "stuck" when the server refused it: it is kept and shown, and its chain waits until someone mends it */
(function (scope) {
  "use strict";
  const phone = (scope.phone = scope.phone || {});
  const followers = {};
  const pace = { first: 2000, most: 5 * 60 * 1000 }; // milliseconds before a second attempt; the longest pause

  function entry(given) {
    return Object.assign(
      {
        id: phone.newId(), method: "POST", headers: {}, about: {}, attempts: 0, notBefore: 0, state: "waiting",
        problem: null, sent: 0, size: 0, at: Date.now(),
      },
      given
    );
  }

  /* Puts entries into a transaction that includes the store `outbox`: they are kept with whatever they belong to, or not at all. */
  async function put(tx, entries) {
    for (const each of entries) await tx.objectStore("outbox").add(each);
  }

  async function add(entries) {
    await phone.store.write(["outbox"], (tx) => put(tx, entries));
    changed();
  }

  async function list(person) {
    const rows = await phone.store.ofPerson("outbox", person);
    return rows.sort((one, other) => one.seq - other.seq);
  }

  async function count(person) {
    return (await phone.store.open()).countFromIndex("outbox", "person", person);
  }

  /* The first entry of each chain, as far as it may be tried by now; and when the next one may. */
  function due(entries, now) {
    const heads = [];
    const seen = new Set();
    let next = Infinity;
    for (const each of entries) {
      if (seen.has(each.chain)) continue;
      seen.add(each.chain);
      if (each.state !== "waiting") continue;
      if (each.notBefore <= now) heads.push(each);
      else next = Math.min(next, each.notBefore);
    }
    return { heads, next };
  }

  function pause(attempts) {
    const longest = Math.min(pace.most, pace.first * Math.pow(2, Math.min(attempts, 12) - 1));
    return longest * (0.5 + Math.random() / 2);
  }

  async function change(seq, values) {
    await phone.store.write(["outbox"], async (tx) => {
      const row = await tx.objectStore("outbox").get(seq);
      if (row) await tx.objectStore("outbox").put(Object.assign(row, values));
    });
    changed();
  }

  /* No answer, or none to be believed: later again. `wait` is what the server asked for, in milliseconds. */
  function later(row, wait) {
    const attempts = row.attempts + 1;
    return change(row.seq, { attempts, notBefore: Date.now() + (wait || pause(attempts)) });
  }

  function refuse(row, problem) {
    return change(row.seq, { attempts: row.attempts + 1, state: "stuck", problem });
  }

  /* Sent: the entry goes, and whoever follows its kind changes its own rows in the same transaction. */
  async function done(row, answer) {
    await phone.store.write(["outbox", "drafts", "files"], async (tx) => {
      await tx.objectStore("outbox").delete(row.seq);
      if (followers[row.kind]) await followers[row.kind](tx, row, answer);
    });
    changed();
  }

  async function again(person) {
    await phone.store.write(["outbox"], async (tx) => {
      for (const row of await tx.objectStore("outbox").index("person").getAll(person)) {
        await tx.objectStore("outbox").put(Object.assign(row, { state: "waiting", notBefore: 0 }));
      }
    });
    changed();
  }

  /* Takes a chain's entries out, so that they can be put in anew; within the caller's transaction. */
  async function withdraw(tx, chain) {
    for (const seq of await tx.objectStore("outbox").index("chain").getAllKeys(chain)) {
      await tx.objectStore("outbox").delete(seq);
    }
  }

  const channel = scope.BroadcastChannel ? new BroadcastChannel("fugong-phone") : null;
  const listeners = [];

  function tell(news) {
    listeners.forEach((listener) => listener(news));
    if (channel) channel.postMessage(news); // to the worker and to other pages
  }

  function changed() {
    tell({ type: "outbox" });
  }

  if (channel) channel.onmessage = (event) => listeners.forEach((listener) => listener(event.data));

  phone.outbox = {
    pace, entry, put, add, list, count, due, later, refuse, done, again, withdraw, tell,
    on(kind, follower) {
      followers[kind] = follower;
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
})(self);
