/* Boxes of a list that is read page by page: what was ticked on one page goes on to the next, and all of it is sent.
   {% kept_ticks page "name" %} stands in the form. Ticks hold while one turns pages, reloads or is shown the form again; whoever comes
   to the list anew, or narrows it, begins without any. */
(function () {
  "use strict";
  var tried = function (act) { try { return act(); } catch (e) { return null; } };
  var kept = function (key) { return tried(function () { return JSON.parse(sessionStorage.getItem(key)); }); };
  var keep = function (key, value) { tried(function () { sessionStorage.setItem(key, JSON.stringify(value)); }); };
  var drop = function (key) { tried(function () { sessionStorage.removeItem(key); }); };
  var all = function (list, act) { Array.prototype.forEach.call(list, act); };
  var way = performance.getEntriesByType("navigation")[0];
  var same = way && (way.type === "reload" || way.type === "back_forward");

  function begin(mark) {
    var form = mark.closest("form"), name = mark.getAttribute("data-kept-ticks");
    var key = "ticks:" + new URL(form.getAttribute("action") || location.href, location.href).pathname + ":" + name;
    var boxes = function () { return form.querySelectorAll('input[type="checkbox"][name="' + name + '"]'); };
    var goesOn = same || kept(key + ":turned") || mark.hasAttribute("data-shown-again");
    var states = (goesOn && kept(key)) || {};
    drop(key + ":turned");

    function show() {
      var here = {}, chosen = 0;
      all(form.querySelectorAll("input[data-tick]"), function (old) { old.remove(); });
      all(boxes(), function (box) { here[box.value] = true; if (box.checked) chosen += 1; });
      var others = Object.keys(states).filter(function (value) { return states[value] && !here[value]; });
      others.forEach(function (value) {
        var field = document.createElement("input");
        field.type = "hidden"; field.name = name; field.value = value; field.setAttribute("data-tick", "");
        form.appendChild(field);
      });
      var said = mark.getAttribute("data-said").replace("%n", chosen + others.length).replace("%m", others.length);
      mark.querySelector("[data-count]").textContent = said;
      mark.hidden = others.length === 0;
    }
    function note() { all(boxes(), function (box) { if (!box.disabled) states[box.value] = box.checked; }); keep(key, states); }

    all(boxes(), function (box) { if (!box.disabled && box.value in states) box.checked = states[box.value]; });
    show();
    if (!goesOn) drop(key);
    form.addEventListener("change", function () { show(); });
    form.addEventListener("submit", note);
    mark.querySelector("button").addEventListener("click", function () {
      states = {};
      all(boxes(), function (box) { if (!box.disabled) box.checked = false; });
      drop(key);
      show();
    });
    document.addEventListener("click", function (event) {
      var link = event.target.closest ? event.target.closest(".pager a") : null;
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      note();
      keep(key + ":turned", true);
    });
    window.addEventListener("pagehide", note);
  }
  all(document.querySelectorAll("[data-kept-ticks]:not([data-begun])"), function (mark) { mark.setAttribute("data-begun", ""); begin(mark); });
})();
