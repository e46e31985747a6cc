/* The photo viewer: a tap on a small picture opens it large; arrows lead to the next. Without it, the link opens the picture. */
(function () {
  "use strict";
  var box = document.getElementById("viewer");
  var links = Array.prototype.slice.call(document.querySelectorAll("a[data-photo]"));
  if (!box || !links.length || !window.bootstrap) return;
  var picture = document.getElementById("viewer-picture");
  var title = document.getElementById("viewer-title");
  var count = document.getElementById("viewer-count");
  var modal = new bootstrap.Modal(box);
  var at = 0;

  function show(place) {
    at = (place + links.length) % links.length;
    picture.src = links[at].href;
    picture.alt = links[at].dataset.photo;
    title.textContent = links[at].dataset.photo;
    count.textContent = (at + 1) + " / " + links.length;
  }

  links.forEach(function (link, place) {
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(place);
      modal.show();
    });
  });
  box.querySelectorAll("[data-step]").forEach(function (button) {
    button.addEventListener("click", function () { show(at + Number(button.dataset.step)); });
  });
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
})();
