/* Asks the browser for push messages, where the installation sends them. <button data-push-key data-push-url data-push-worker> */
(function () {
  "use strict";
  var button = document.querySelector("[data-push-key]");
  if (!button || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  var scope = button.getAttribute("data-push-url");
  var bytes = function (text) {
    var raw = atob((text + "===".slice((text.length + 3) % 4)).replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (sign) { return sign.charCodeAt(0); });
  };
  var token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  button.hidden = false;
  button.addEventListener("click", function () {
    button.disabled = true;
    navigator.serviceWorker.register(button.getAttribute("data-push-worker"), { scope: scope })
      .then(function (found) {
        return new Promise(function (done) {
          if (found.active) return done(found);
          var fresh = found.installing || found.waiting;
          fresh.addEventListener("statechange", function () { if (fresh.state === "activated") done(found); });
        });
      })
      .then(function (found) {
        return found.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.getAttribute("data-push-key")) });
      })
      .then(function (subscription) {
        return fetch(scope, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(subscription) });
      })
      .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); location.reload(); })
      .catch(function () {
        button.disabled = false;
        document.querySelector("[data-push-failed]").hidden = false;
      });
  });
})();
