/* The one sender: takes what waits out of the outbox and sends it, as long as its person is signed in.

   Only an answer in the product's own form is believed. A captive portal's page, a proxy's error, a cut line: no answer,
   so it is sent again later; the entry's id makes a repeat harmless. */
(function (scope) {
  "use strict";
  const phone = (scope.phone = scope.phone || {});
  const PIECE = 256 * 1024; // bytes of a file in one request
  const PATIENCE = 60 * 1000; // milliseconds for one request
  const LOCK = "fugong-phone-sender";

  class NoAnswer extends Error {}
  class NotSignedIn extends Error {}
  class Busy extends Error {} // it asks to come again later: `wait`, in milliseconds
  class Refusal extends Error {
    constructor(status, problem) {
      super(problem.detail || String(status));
      this.status = status;
      this.problem = problem;
    }
  }

  async function ask(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(url, Object.assign(
        { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal }, options
      ));
      if (answer.type === "opaqueredirect") throw new NotSignedIn(); // led to sign-in, a new password or a second factor
      const kind = answer.headers.get("Content-Type") || "";
      if (kind.indexOf("application/json") !== 0 && kind.indexOf("application/problem+json") !== 0) throw new NoAnswer();
      return { status: answer.status, body: await answer.json(), wait: Number(answer.headers.get("Retry-After")) * 1000 };
    } catch (fault) {
      throw fault instanceof NotSignedIn ? fault : new NoAnswer(String(fault));
    } finally {
      clearTimeout(timer);
    }
  }

  /* Who is signed in, and the token for changes. Raises NoAnswer without network. */
  async function session() {
    const answer = await ask(phone.addresses.session, { headers: { Accept: "application/json" } });
    if (answer.status !== 200 || !("person" in answer.body)) throw new NoAnswer();
    return answer.body;
  }

  const PASSING = ["malformed", "still_running"]; // cut on the way, or an earlier attempt is still being worked on

  function judged(answer) {
    const { status, body } = answer;
    if (status >= 200 && status < 300) return body;
    if (status === 401) throw new NotSignedIn();
    const isOurs = body && typeof body.code === "string";
    if (!isOurs || status >= 500 || status === 408 || status === 429 || PASSING.indexOf(body.code) >= 0) {
      const fault = new NoAnswer(String(status));
      fault.wait = answer.wait;
      throw fault;
    }
    throw new Refusal(status, body);
  }

  async function sendBody(row, csrf) {
    const headers = Object.assign(
      { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf, "Idempotency-Key": row.id },
      row.headers
    );
    return judged(await ask(row.url, { method: row.method, headers, body: JSON.stringify(row.body) }));
  }

  /* A file goes in pieces. The server says how much it has, so that nothing is sent twice after a break. */
  async function sendFile(row, csrf) {
    const file = await phone.store.get("files", row.file);
    if (!file || !file.blob) throw new Refusal(410, { code: "file_gone", detail: "" });
    const size = file.blob.size;
    let have = row.attempts || row.sent ? (await piece(row, csrf, file, "", "*", size)).received : 0;
    for (let tries = 0; tries <= Math.ceil(size / PIECE) + 3; tries += 1) {
      const end = Math.min(have + PIECE, size);
      const range = have < end ? `${have}-${end - 1}` : "*";
      const answer = await piece(row, csrf, file, have < end ? file.blob.slice(have, end) : "", range, size);
      have = answer.received;
      phone.outbox.tell({ type: "progress", id: row.id, chain: row.chain, sent: have, size });
      if (answer.complete) return answer;
    }
    throw new NoAnswer("no progress");
  }

  async function piece(row, csrf, file, content, range, size) {
    const headers = Object.assign(
      { Accept: "application/json", "X-CSRFToken": csrf, "Content-Type": file.type, "Content-Range": `bytes ${range}/${size}` },
      row.headers
    );
    const answer = await ask(row.url, { method: row.method, headers, body: content });
    const body = judged(answer);
    if (typeof body.received !== "number") throw new NoAnswer();
    return body;
  }

  async function send(row, csrf) {
    try {
      const answer = row.file ? await sendFile(row, csrf) : await sendBody(row, csrf);
      await phone.outbox.done(row, answer);
      return true;
    } catch (fault) {
      if (fault instanceof Refusal && fault.status !== 403) {
        await phone.outbox.refuse(row, Object.assign({ status: fault.status }, fault.problem));
        return true;
      }
      if (fault instanceof Refusal || fault instanceof NotSignedIn) throw fault;
      await phone.outbox.later(row, fault.wait);
      if (fault.wait) throw Object.assign(new Busy(), { wait: fault.wait });
      if (fault instanceof NoAnswer) return false;
      throw fault;
    }
  }

  /* 403 is either an old token (someone signed in anew) or a true refusal: the session says which. */
  async function sendAllowed(row, known) {
    try {
      return await send(row, known.csrf);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
    }
    const fresh = await session();
    if (!fresh.person || fresh.person.id !== row.person) throw new NotSignedIn();
    known.csrf = fresh.csrf;
    try {
      return await send(row, fresh.csrf);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      await phone.outbox.refuse(row, Object.assign({ status: fault.status }, fault.problem));
      return true;
    }
  }

  let restUntil = 0; // by the page's own clock: the server asked for a rest

  /* Sends what is due until nothing is, and says how it ended: {state: "done" | "offline" | "busy" | "sign_in" | "nobody", next, heard};
     `heard`: the server answered, so there is a network. */
  async function flush() {
    const person = await phone.store.meta("person");
    if (!person) return { state: "nobody", next: Infinity };
    if (!(await phone.outbox.count(person.id))) return { state: "done", next: Infinity };
    const rest = restUntil - performance.now();
    if (rest > 0) return { state: "busy", next: Date.now() + rest };
    try {
      const known = await session();
      if (!known.person || known.person.id !== person.id) throw new NotSignedIn();
      return Object.assign({ heard: true }, await drain(person.id, known));
    } catch (fault) {
      if (fault instanceof NotSignedIn) return { state: "sign_in", next: Infinity, heard: true };
      if (fault instanceof Busy) {
        restUntil = performance.now() + fault.wait;
        return { state: "busy", next: Date.now() + fault.wait, heard: true };
      }
      if (fault instanceof NoAnswer) return { state: "offline", next: Date.now() + phone.outbox.pace.first };
      throw fault;
    }
  }

  async function drain(person, known) {
    let silent = 0;
    for (;;) {
      const { heads, next } = phone.outbox.due(await phone.outbox.list(person), Date.now());
      if (!heads.length) return { state: silent ? "offline" : "done", next };
      for (const row of heads) {
        if (await sendAllowed(row, known)) silent = 0;
        else silent += 1;
        if (silent >= 5) return { state: "offline", next: Date.now() + phone.outbox.pace.first };
      }
    }
  }

  /* One sender at a time, over all pages and the worker. */
  let running = null;
  function run() {
    if (!running) {
      const locked = () => flush().finally(() => { running = null; });
      running = (navigator.locks ? navigator.locks.request(LOCK, locked) : locked()).then((end) => {
        phone.outbox.tell(Object.assign({ type: "sender" }, end));
        return end;
      });
      running.catch(() => { running = null; });
    }
    return running;
  }

  phone.sending = { run, session, ask, judged, NoAnswer, NotSignedIn };
})(self);
