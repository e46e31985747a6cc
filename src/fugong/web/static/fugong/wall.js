/* The wall asks for its inside every few seconds, says which it has, and takes over only the tiles that changed: nothing flickers,
   focus and scroll stay where they are. Where nobody answers it says since when. The slider leads to frozen days. A tile with
   more than it has room for is written smaller; what still has no room is counted, since nobody scrolls on a wall. */
(function () {
  "use strict";
  var box = document.querySelector("[data-wall]");
  if (!box || !window.fetch) return;
  var page = document.getElementById("main"), read = document.getElementById("wall-read"), stale = document.getElementById("wall-stale");
  var every = Number(box.getAttribute("data-every")) * 1000, etag = null, asking = null, timer = null;

  function address() {
    var query = new URLSearchParams(location.search);
    query.set("part", "inside");
    return location.pathname + "?" + query.toString();
  }

  /* ── as much as there is room for ── */
  var sizes = ["fit-1", "fit-2", "fit-3"], wide = window.matchMedia("(min-width: 48.01rem)");
  function all(of, what) { return Array.prototype.slice.call(of.querySelectorAll(what)); }
  function short(part) { return part.scrollHeight > part.clientHeight + 1; }
  function tight(part) { return short(part) || all(part, ".wall-cells .wall-label").some(function (each) { return each.scrollWidth > each.clientWidth + 1; }); }
  function fit(part) {
    sizes.concat("is-fit").forEach(function (size) { part.classList.remove(size); });
    all(part, "li[hidden]").forEach(function (item) { item.hidden = false; });
    all(part, ".wall-more").forEach(function (more) { more.parentNode.removeChild(more); });
    if (!wide.matches) return;
    part.classList.add("is-fit");
    sizes.some(function (size, place) {
      if (!tight(part)) return true;
      if (place) part.classList.remove(sizes[place - 1]);
      part.classList.add(size);
      return false;
    });
    if (!short(part)) return;
    var more = document.createElement("p"), items = all(part, "li"), left = 0;
    more.className = "wall-more";
    part.appendChild(more);
    while (short(part) && left < items.length - 1) {
      left += 1;
      items[items.length - left].hidden = true;
      more.textContent = box.getAttribute("data-more").replace("{n}", left);
    }
  }
  function fitAll() {
    all(box, "[data-part]:not([data-keep])").forEach(function (part) { if (!part.told) part.told = part.outerHTML; });
    all(box, ".wall-scroll").forEach(fit);
  }
  var sizing = null;
  window.addEventListener("resize", function () { clearTimeout(sizing); sizing = setTimeout(fitAll, 100); });

  /* ── taking over what changed ── */
  function keys(of) { return Array.prototype.map.call(of.querySelectorAll("[data-part]"), function (part) { return part.getAttribute("data-part"); }); }
  function mark(part) { /* how to find the focused link again */
    var here = document.activeElement;
    if (!here || !part.contains(here)) return null;
    return here.getAttribute("href") ? 'a[href="' + here.getAttribute("href").replace(/"/g, '\\"') + '"]' : here.className.indexOf("wall-scroll") >= 0 ? ".wall-scroll" : null;
  }
  function replace(old, fresh) {
    var focused = mark(old), before = old.querySelectorAll(".wall-scroll"), after = fresh.querySelectorAll(".wall-scroll");
    var tops = Array.prototype.map.call(before, function (each) { return each.scrollTop; });
    old.parentNode.replaceChild(fresh, old);
    tops.forEach(function (top, place) { if (after[place]) after[place].scrollTop = top; });
    var again = focused && fresh.querySelector(focused);
    if (again) again.focus({ preventScroll: true });
  }
  function take(html) {
    var fresh = document.createElement("template");
    fresh.innerHTML = html;
    var now = box.querySelector("[data-keep]"), next = fresh.content.querySelector("[data-keep]");
    if (!now || !next || now.className !== next.className || keys(box).join() !== keys(fresh.content).join()) {
      var focused = mark(box);
      box.innerHTML = html;
      var again = focused && box.querySelector(focused);
      if (again) again.focus({ preventScroll: true });
    } else {
      Array.prototype.forEach.call(fresh.content.querySelectorAll("[data-part]:not([data-keep])"), function (part) {
        var old = box.querySelector('[data-part="' + part.getAttribute("data-part") + '"]');
        if ((old.told || old.outerHTML) !== part.outerHTML) replace(old, part);
      });
    }
    fitAll();
    var past = !!box.querySelector("[data-past='1']");
    page.classList.toggle("is-past", past);
  }

  /* ── asking ── */
  function late(words) {
    page.classList.add("is-stale");
    var text = words.replace("{time}", read.textContent);
    if (stale.textContent !== text) stale.textContent = text;
  }
  function ask() {
    if (asking) asking.abort();
    var mine = asking = new AbortController();
    var headers = etag ? { "If-None-Match": etag } : {};
    var patience = setTimeout(function () { mine.abort(); }, 15000);
    return fetch(address(), { headers: headers, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: mine.signal })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { late(stale.getAttribute("data-signed-out")); return null; }
        if (answer.status !== 200 && answer.status !== 304) throw new Error(String(answer.status));
        return (answer.status === 304 ? Promise.resolve("") : answer.text()).then(function (html) {
          if (mine !== asking) return;
          if (html) { etag = answer.headers.get("ETag"); take(html); }
          read.textContent = answer.headers.get("Fugong-Read-At") || read.textContent;
          page.classList.remove("is-stale");
          stale.textContent = "";
        });
      })
      .catch(function () { if (mine === asking) late(stale.getAttribute("data-words")); })
      .then(function () { clearTimeout(patience); if (mine === asking) { asking = null; again(); } });
  }
  function again() {
    clearTimeout(timer);
    if (!page.classList.contains("is-past")) timer = setTimeout(function () { if (document.hidden) again(); else ask(); }, every);
  }
  fitAll();
  document.addEventListener("visibilitychange", function () { if (!document.hidden && !page.classList.contains("is-past")) ask(); });
  again();

  /* ── the days ── */
  var form = document.querySelector("[data-wall-days]");
  if (form) {
    var slider = form.querySelector("input[type=range]"), said = form.querySelector("output"), days = form.querySelectorAll("option");
    var say = function () {
      var words = days[slider.value].getAttribute("label");
      said.textContent = words;
      slider.setAttribute("aria-valuetext", words);
    };
    var waiting = null;
    var show = function () {
      var day = days[slider.value].getAttribute("data-day");
      history.replaceState(null, "", day ? "?day=" + day : location.pathname);
      etag = null;
      clearTimeout(timer);
      ask();
    };
    slider.addEventListener("input", function () { say(); clearTimeout(waiting); waiting = setTimeout(show, 250); });
    form.addEventListener("click", function (event) {
      var step = event.target.closest("[data-step]");
      if (!step) return;
      event.preventDefault();
      slider.value = String(Number(slider.value) + Number(step.getAttribute("data-step")));
      say();
      show();
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
    page.addEventListener("click", function (event) { /* back to today without another page, focus on the slider */
      var link = event.target.closest(".wall-past a");
      if (!link) return;
      event.preventDefault();
      slider.value = slider.max;
      say();
      show();
      slider.focus();
    });
  }

  /* ── light and full screen ── */
  var theme = document.querySelector("[data-wall-theme]"), root = document.documentElement;
  function label() {
    var dark = root.getAttribute("data-bs-theme") === "dark";
    theme.querySelector("span").textContent = theme.getAttribute(dark ? "data-light" : "data-dark");
  }
  theme.addEventListener("click", function () {
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    try { localStorage.setItem("wall-theme", next); } catch (e) { /* private window */ }
    label();
  });
  label();
  var full = document.querySelector("[data-wall-full]");
  if (!root.requestFullscreen) full.hidden = true;
  full.addEventListener("click", function () { if (document.fullscreenElement) document.exitFullscreen(); else root.requestFullscreen(); });
})();
