/* What is typed into a long form is kept on this machine until it was sent: a session that ends, or a network that goes, loses
   nothing. It is sealed with a key that only its owner's pages bring along, and never leaves the browser. Fields with numbers of
   people, passwords, telephones or health are not kept; rooms about people bring no key at all. */
(function () {
  "use strict";
  var PREFIX = "draft:", KEPT = 3 * 24 * 3600 * 1000, FRESH = 3600 * 1000, PAUSE = 700, MOST = 20000;
  var PRIVATE = /pass|secret|code|token|document|identity|passport|number|phone|temperature|symptom|health|whereabouts|csrf/i;
  var body = document.body, secret = body.getAttribute("data-draft-key"), owner = body.getAttribute("data-draft-owner");
  var store, encoder = new TextEncoder(), sealing = null;
  try { store = window.localStorage; store.getItem(PREFIX); } catch (e) { return; }

  function names() { return Object.keys(store).filter(function (name) { return name.indexOf(PREFIX) === 0; }); }
  function read(name) { try { return JSON.parse(store.getItem(name)); } catch (e) { return null; } }
  function write(name, draft) { try { store.setItem(name, JSON.stringify(draft)); } catch (e) { /* full: nothing is kept */ } }
  function mark(name, sent) { var draft = read(name); if (draft) { draft.sent = sent; write(name, draft); } }

  names().forEach(function (name) { var draft = read(name); if (!draft || Date.now() - draft.at > KEPT) store.removeItem(name); });
  if (body.hasAttribute("data-signed-out")) { /* what was sent wasn't taken; the sign-in page says that it is here */
    var told = document.querySelector("[data-draft-kept]");
    var is_fresh = names().some(function (name) { var draft = read(name); return draft.sent || Date.now() - draft.at < FRESH; });
    names().forEach(function (name) { mark(name, false); });
    if (told && is_fresh) told.hidden = false;
    return;
  }
  if (!secret || !window.crypto || !window.crypto.subtle) return;

  function bytes(text) { return Uint8Array.from(atob(text), function (letter) { return letter.charCodeAt(0); }); }
  function text(buffer) { return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))); }
  function key() {
    if (!sealing) sealing = crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
    return sealing;
  }

  function forms() {
    return Array.prototype.filter.call(document.querySelectorAll("#main form"), function (form) {
      return form.method === "post" && form.querySelector("textarea") && !form.hasAttribute("data-no-draft");
    });
  }
  function nameOf(form) {
    var action = new URL(form.action, location.href).pathname;
    return PREFIX + owner + ":" + location.pathname + "|" + action;
  }
  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      var kind = field.type;
      return field.name && /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName) && !/^(password|file|hidden|submit|button)$/.test(kind) &&
        !PRIVATE.test(field.name) && !PRIVATE.test(field.autocomplete || "") && !field.closest("[data-no-draft]");
    });
  }
  function held(form) {
    return fields(form).map(function (field) {
      if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
      return [field.name, field.value, null];
    });
  }
  function lay(form, values) {
    var all = fields(form);
    values.forEach(function (value) {
      var field = all.filter(function (each) {
        return each.name === value[0] && !each.hasAttribute("data-laid") && (value[2] === null || each.value === value[1]);
      })[0];
      if (!field) return;
      field.setAttribute("data-laid", "");
      if (value[2] === null) field.value = value[1]; else field.checked = value[2];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    all.forEach(function (field) { field.removeAttribute("data-laid"); });
  }

  var turn = 0, last = {};
  function keep(form, sent) { /* of two that run at once, the later counts */
    var name = nameOf(form), mine = last[name] = ++turn, said = JSON.stringify(held(form)), iv = crypto.getRandomValues(new Uint8Array(12));
    if (said.length > MOST) return Promise.resolve();
    return key().then(function (by) { return crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, by, encoder.encode(said)); })
      .then(function (sealed) { if (last[name] === mine) write(name, { at: Date.now(), sent: sent, iv: text(iv), data: text(sealed) }); });
  }
  function opened(draft) {
    return key().then(function (by) { return crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(draft.iv) }, by, bytes(draft.data)); })
      .then(function (clear) { return JSON.parse(new TextDecoder().decode(clear)); });
  }

  function two(number) { return ("0" + number).slice(-2); }
  function moment(at, format) { /* as every page writes a moment: the server's own format */
    var parts = { Y: at.getFullYear(), n: at.getMonth() + 1, j: at.getDate(), H: two(at.getHours()), i: two(at.getMinutes()) };
    parts.M = at.toLocaleString(document.documentElement.lang, { month: "short" });
    return format.replace(/[YnjHiM]/g, function (letter) { return parts[letter]; });
  }

  function offer(form, name, draft, values) {
    var part = document.getElementById("draft-offer").content.cloneNode(true), bar = part.firstElementChild;
    bar.querySelector("time").textContent = moment(new Date(draft.at), bar.getAttribute("data-format"));
    bar.querySelector("[data-restore]").addEventListener("click", function () { lay(form, values); bar.remove(); form.querySelector("textarea").focus(); });
    bar.querySelector("[data-discard]").addEventListener("click", function () { store.removeItem(name); bar.remove(); });
    form.insertBefore(part, form.firstChild);
  }

  /* What was sent has arrived when another page of one's own follows; not when that page says that something went wrong. */
  var moved = (performance.getEntriesByType("navigation")[0] || {}).type;
  var refused = document.querySelector(".fault, #main .is-invalid, #main .invalid-feedback, #main .alert-danger");
  names().forEach(function (name) {
    var draft = read(name);
    if (!draft || !draft.sent || name.indexOf(PREFIX + owner + ":") !== 0) return;
    if (refused || moved === "back_forward") mark(name, false); else store.removeItem(name);
  });

  forms().forEach(function (form) {
    var name = nameOf(form), draft = read(name), waiting = 0, touched = false;
    if (draft) {
      opened(draft).then(function (values) {
        if (JSON.stringify(values) !== JSON.stringify(held(form))) offer(form, name, draft, values);
      }).catch(function () { store.removeItem(name); });
    }
    function now() { if (waiting) { clearTimeout(waiting); waiting = 0; keep(form, false); } }
    form.addEventListener("input", function () {
      touched = true;
      if (!waiting) key(); /* ready before it is needed in haste */
      clearTimeout(waiting);
      waiting = setTimeout(now, PAUSE);
    });
    /* Whoever leaves a field is about to send: sealing takes a moment, which the page no longer has once it goes. */
    form.addEventListener("focusout", now);
    form.addEventListener("keydown", function (event) { if (event.key === "Enter") now(); });
    window.addEventListener("pagehide", now);
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) { now(); return; }
      clearTimeout(waiting);
      waiting = 0;
      if (touched) keep(form, true);
    });
  });
})();
