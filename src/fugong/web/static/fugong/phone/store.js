/* What the phone keeps, in one IndexedDB. Page and worker share it.

   meta    key → value: who is at work here, the language, this phone's id
   days    the downloaded day of a person in a campaign
   drafts  visits being written or waiting, and those sent of late
   files   photos, voice notes and signatures, one row each
   outbox  what is to be sent, in order (outbox.js)

   Every row but meta's bears its `person`, and is read by that person only. */
(function (scope) {
  "use strict";
  const phone = (scope.phone = scope.phone || {});
  const NAME = "fugong-phone";
  const VERSION = 1;
  const CREATE = [
    function first(db) {
      db.createObjectStore("meta");
      db.createObjectStore("days", { keyPath: ["person", "campaign"] });
      db.createObjectStore("drafts", { keyPath: "uid" }).createIndex("person", "person");
      const files = db.createObjectStore("files", { keyPath: "uid" });
      files.createIndex("draft", "draft");
      files.createIndex("person", "person");
      const outbox = db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("id", "id", { unique: true });
      outbox.createIndex("chain", "chain");
      outbox.createIndex("person", "person");
    },
  ]; /* one step for each version; a step that went out is never changed */

  let opened = null;

  function open() {
    if (!opened) {
      opened = scope.idb.openDB(NAME, VERSION, {
        upgrade(db, from) {
          CREATE.slice(from).forEach((step) => step(db));
        },
        blocking() {
          close(); // a newer page waits to change the tables
        },
        terminated() {
          opened = null;
        },
      });
      opened.catch(() => { opened = null; });
    }
    return opened;
  }

  function close() {
    if (opened) opened.then((db) => db.close()).catch(() => undefined);
    opened = null;
  }

  /* Runs `work(tx)` in one transaction and waits until it is kept. Whatever it throws undoes all of it. */
  async function write(stores, work) {
    const db = await open();
    const tx = db.transaction(stores, "readwrite");
    let result;
    try {
      result = await work(tx);
    } catch (fault) {
      try { tx.abort(); } catch (over) { /* it is over already */ }
      await tx.done.catch(() => undefined);
      throw tx.error || fault;
    }
    await tx.done;
    return result;
  }

  function isFull(fault) {
    return Boolean(fault) && (fault.name === "QuotaExceededError" || isFull(fault.inner));
  }

  phone.store = {
    open,
    close,
    write,
    isFull,
    async meta(key) {
      return (await open()).get("meta", key);
    },
    async setMeta(key, value) {
      await write(["meta"], (tx) => tx.objectStore("meta").put(value, key));
    },
    async get(store, key) {
      return (await open()).get(store, key);
    },
    async ofPerson(store, person) {
      return (await open()).getAllFromIndex(store, "person", person);
    },
    async filesOf(draft) {
      return (await open()).getAllFromIndex("files", "draft", draft);
    },
    async put(store, row) {
      await write([store], (tx) => tx.objectStore(store).put(row));
    },
  };
})(self);
