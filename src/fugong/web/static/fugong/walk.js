/* The meeting mode: arrow keys and swipes go from matter to matter; what was typed and not sent yet is kept in this tab. */
(function () {
  "use strict";
  var page = document.querySelector("[data-walk]");
  if (!page) return;
  function go(way) { var link = page.querySelector('[data-way="' + way + '"]'); if (link) location.assign(link.href); }
  function typing(at) { return at && at.closest && at.closest("input, textarea, select, [contenteditable], .modal"); }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || typing(event.target)) return;
    if (event.key === "ArrowRight" || event.key === "PageDown") { event.preventDefault(); go("next"); }
    if (event.key === "ArrowLeft" || event.key === "PageUp") { event.preventDefault(); go("previous"); }
  });

  var from = null;
  page.addEventListener("touchstart", function (event) {
    from = event.touches.length === 1 && !typing(event.target) && !event.target.closest(".walk-dots") ? event.touches[0] : null;
  }, { passive: true });
  page.addEventListener("touchend", function (event) {
    if (!from) return;
    var to = event.changedTouches[0], across = to.clientX - from.clientX, down = to.clientY - from.clientY;
    from = null;
    if (Math.abs(across) > 70 && Math.abs(across) > 2 * Math.abs(down)) go(across < 0 ? "next" : "previous");
  });

  /* Drafts: of text that nobody sent. */
  var prefix = "walk-" + location.pathname + "-" + page.getAttribute("data-walk") + "-";
  var fields = page.querySelectorAll(".walk-deal textarea, .walk-deal input.form-control");
  var tried = function (act) { try { return act(); } catch (e) { return null; } };
  Array.prototype.forEach.call(fields, function (field) {
    var kept = tried(function () { return sessionStorage.getItem(prefix + field.name); });
    if (kept !== null && !document.querySelector(".alert-danger")) field.value = kept;
    field.addEventListener("input", function () { tried(function () { sessionStorage.setItem(prefix + field.name, field.value); }); });
  });
  page.addEventListener("submit", function () {
    Array.prototype.forEach.call(fields, function (field) { tried(function () { sessionStorage.removeItem(prefix + field.name); }); });
  });
  var here = page.querySelector(".walk-dots [aria-current]");
  if (here && here.scrollIntoView) here.scrollIntoView({ block: "nearest", inline: "center" });
})();
