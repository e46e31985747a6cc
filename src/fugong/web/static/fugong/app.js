/* What all pages share: menu, theme, questions before a step, alerts, file previews. No page needs more to be used. */
(function () {
  "use strict";
  var root = document.documentElement;
  var keep = function (key, value) { try { localStorage.setItem(key, value); } catch (e) { /* private window */ } };
  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

  /* Menu: a drawer on the phone, folded to icons on the desktop. */
  function setDrawer(open) {
    root.classList.toggle("nav-open", open);
    each("[data-toggle-nav]", function (button) { button.setAttribute("aria-expanded", String(open)); });
    if (open) { var first = document.querySelector("#sidebar [aria-current]") || document.querySelector("#sidebar a"); if (first) first.focus(); }
  }
  var menu = document.getElementById("sidebar"), here = menu && menu.querySelector("[aria-current]");
  if (here && here.offsetTop > menu.clientHeight - 48) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;
  /* What is wider than its box begins where its reader stands: a schedule at today, with a quarter of the box before it. */
  each("[data-begin-at]", function (box) {
    var mark = box.querySelector(box.getAttribute("data-begin-at"));
    if (mark) box.scrollLeft += mark.getBoundingClientRect().left - box.getBoundingClientRect().left - box.clientWidth / 4;
  });
  document.addEventListener("click", function (event) {
    var hit = function (selector) { return event.target.closest ? event.target.closest(selector) : null; };
    if (hit("[data-toggle-nav]")) return setDrawer(!root.classList.contains("nav-open"));
    if (root.classList.contains("nav-open") && !hit("#sidebar")) setDrawer(false);
    if (hit("[data-fold-nav]")) {
      var folded = root.classList.toggle("nav-folded");
      hit("[data-fold-nav]").setAttribute("aria-pressed", String(folded));
      keep("nav", folded ? "folded" : "open");
    }
    if (hit("[data-toggle-theme]")) {
      var theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", theme);
      keep("theme", theme);
      document.dispatchEvent(new CustomEvent("fugong:theme", { detail: theme }));
    }
    if (hit("[data-back]")) { if (history.length > 1) history.back(); else location.assign("/"); }
    if (hit("[data-print]")) window.print();
    var copy = hit("[data-copy]");
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.getAttribute("data-copy"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && root.classList.contains("nav-open")) {
      setDrawer(false);
      var button = document.querySelector("[data-toggle-nav]");
      if (button) button.focus();
    }
  });

  /* Questions: <form data-confirm="…"> or <button data-confirm="…"> asks in a dialog before it sends. */
  function ask(question, label, then) {
    var box = document.getElementById("confirm");
    var yes = box.querySelector("[data-confirmed]");
    document.getElementById("confirm-question").textContent = question;
    yes.textContent = label || yes.getAttribute("data-default");
    var dialog = window.bootstrap.Modal.getOrCreateInstance(box);
    var fresh = yes.cloneNode(true);
    yes.parentNode.replaceChild(fresh, yes);
    fresh.addEventListener("click", function () { dialog.hide(); then(); });
    box.addEventListener("shown.bs.modal", function () { fresh.focus(); }, { once: true });
    dialog.show();
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var asker = event.submitter && event.submitter.hasAttribute("data-confirm") ? event.submitter : form;
    if (asker.hasAttribute("data-confirm") && !form.hasAttribute("data-agreed")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(asker.getAttribute("data-confirm"), asker.getAttribute("data-confirm-button"), function () {
        form.setAttribute("data-agreed", "");
        if (form.requestSubmit) form.requestSubmit(event.submitter || undefined); else form.submit();
        form.removeAttribute("data-agreed");
      });
      return;
    }
    /* A form that keeps what is typed: once it is sent, what is still on its way is given up, and nothing more is kept. */
    if (form.hasAttribute("data-keeps")) {
      form.setAttribute("data-sent", "");
      if (form.keeping) { form.keeping.onabort = null; form.keeping.abort(); }
    }
    /* A second tap on a slow network must not send twice. */
    if (form.method === "post" && !form.hasAttribute("data-again")) {
      setTimeout(function () {
        Array.prototype.forEach.call(form.querySelectorAll("button:not([type=button])"), function (button) {
          button.disabled = true;
          button.classList.add("is-sending");
        });
      }, 0);
    }
  }, true);
  document.addEventListener("htmx:beforeRequest", function (event) {
    var form = event.detail.elt;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    else if (form.hasAttribute("data-keeps")) form.keeping = event.detail.xhr;
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && document.querySelector("form[data-sent]")) { location.reload(); return; }
    each("button.is-sending", function (button) { button.disabled = false; button.classList.remove("is-sending"); });
  });
  document.addEventListener("htmx:confirm", function (event) {
    var question = event.detail.elt.getAttribute("data-confirm");
    if (!question) return;
    event.preventDefault();
    ask(question, event.detail.elt.getAttribute("data-confirm-button"), function () { event.detail.issueRequest(true); });
  });
  document.addEventListener("htmx:afterRequest", function () {
    each("button.is-sending", function (button) { button.disabled = false; button.classList.remove("is-sending"); });
  });

  /* No answer at all: say so, and leave everything as it is. */
  document.addEventListener("htmx:sendError", function () {
    var alerts = document.getElementById("alerts");
    if (!alerts) return;
    var box = document.createElement("div");
    box.className = "alert alert-warning";
    box.setAttribute("role", "alert");
    box.textContent = document.body.getAttribute("data-offline");
    alerts.textContent = "";
    alerts.appendChild(box);
  });

  /* Files: what was chosen, with a small picture of photos: <input type="file" data-preview="#where">, else below the input. */
  function previewBox(input) {
    var where = input.getAttribute("data-preview");
    if (where) return document.querySelector(where);
    var next = input.nextElementSibling;
    if (next && next.classList.contains("file-lines")) return next;
    var box = document.createElement("div");
    box.className = "file-lines mb-2";
    return input.insertAdjacentElement("afterend", box);
  }
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.matches("[data-submit-on-change]")) { input.form.submit(); return; }
    if (!input.matches("input[type=file][data-preview]")) return;
    var box = previewBox(input);
    if (!box) return;
    box.textContent = "";
    Array.prototype.forEach.call(input.files, function (file) {
      var line = document.createElement("div");
      line.className = "file-line";
      if (/^image\//.test(file.type)) {
        var picture = document.createElement("img");
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        picture.onload = function () { URL.revokeObjectURL(picture.src); };
        line.appendChild(picture);
      }
      line.appendChild(document.createTextNode(file.name + " · " + Math.max(1, Math.round(file.size / 1024)) + " KB"));
      box.appendChild(line);
    });
  });

  /* Help: <a href="…" data-help> opens in the side panel; in a new window, or where no answer comes, it is a link like others. */
  function openHelp(address) {
    var panel = document.getElementById("help-panel"), body = document.getElementById("help-panel-body");
    window.bootstrap.Offcanvas.getOrCreateInstance(panel).show();
    body.setAttribute("aria-busy", "true");
    var parts = address.split("#"), wanted = parts[0].indexOf("section=") < 0 && parts[1] ? "?section=" + parts[1] : "";
    fetch(parts[0] + wanted, { headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
      .then(function (part) {
        body.innerHTML = part;
        var open = body.querySelector("details[open]");
        if (open) open.scrollIntoView({ block: "nearest" });
      })
      .catch(function () { body.textContent = body.getAttribute("data-failed"); })
      .then(function () { body.removeAttribute("aria-busy"); });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[data-help]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById("help-panel")) return;
    if (link.closest(".page") && !link.closest("[data-help-panel]")) return; /* on the handbooks' own pages one goes on reading */
    event.preventDefault();
    openHelp(link.getAttribute("href"));
  });

  /* On paper a short card stays whole; a long one may break, else it leaves the rest of a sheet empty before it. */
  window.addEventListener("beforeprint", function () {
    each(".card", function (card) { card.classList.toggle("is-short", card.offsetHeight < 400); });
  });

  /* Offers, and people of a long list, narrow as one types. <input data-narrow="#list"> */
  document.addEventListener("input", function (event) {
    var selector = event.target.getAttribute && event.target.getAttribute("data-narrow");
    if (!selector) return;
    var wanted = event.target.value.trim().toLowerCase();
    each(selector + " [data-words]", function (item) {
      item.hidden = wanted !== "" && item.getAttribute("data-words").toLowerCase().indexOf(wanted) < 0;
    });
  });
})();
