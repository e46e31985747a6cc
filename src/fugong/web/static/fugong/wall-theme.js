/* Before the first paint: the wall is dark unless somebody chose light on this screen. Other pages keep their own choice. */
(function () {
  "use strict";
  var stored = null;
  try { stored = localStorage.getItem("wall-theme"); } catch (e) { /* private window */ }
  var set = function () { document.documentElement.setAttribute("data-bs-theme", stored || "dark"); };
  set();
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  if (dark.addEventListener) dark.addEventListener("change", set);
})();
