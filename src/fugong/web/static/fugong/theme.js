/* Runs before the first paint: the chosen theme and the folded menu, so that nothing flickers. */
(function () {
  "use strict";
  var root = document.documentElement;
  var stored = function (key) { try { return localStorage.getItem(key); } catch (e) { return null; } };
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var apply = function () { root.setAttribute("data-bs-theme", stored("theme") || (dark.matches ? "dark" : "light")); };
  apply();
  if (dark.addEventListener) dark.addEventListener("change", apply);
  if (stored("nav") === "folded") root.classList.add("nav-folded");
})();
