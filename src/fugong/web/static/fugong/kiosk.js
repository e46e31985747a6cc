/* The kiosk: counts down to the start when nobody touches it, and goes from page to page without leaving a way back. */
(function () {
  "use strict";
  var body = document.body;
  var seconds = parseInt(body.getAttribute("data-seconds") || "0", 10);
  var start = body.getAttribute("data-start");
  var shown = document.querySelector("[data-countdown]");
  var left = seconds;

  function home() {
    Array.prototype.forEach.call(document.forms, function (form) { form.reset(); });
    window.location.replace(start);
  }

  function again() {
    left = seconds;
    if (shown) { shown.textContent = String(left); }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[data-replace]") : null;
    if (link) {
      event.preventDefault();
      window.location.replace(link.href);
    }
  });
  /* a refused form came by POST: kept as what it was asked by, going back would end at the browser's own "send again?" */
  window.history.replaceState(null, "", window.location.href);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { home(); }  /* a page that the browser kept is never shown again */
  });

  if (!seconds) { return; }
  if (!body.hasAttribute("data-fixed")) {
    ["pointerdown", "keydown", "input", "scroll", "touchstart"].forEach(function (name) {
      document.addEventListener(name, again, { passive: true });
    });
  }
  window.setInterval(function () {
    left -= 1;
    if (shown) { shown.textContent = String(Math.max(left, 0)); }
    body.classList.toggle("kiosk-soon", left <= 10);
    if (left <= 0) { home(); }
  }, 1000);
}());
