/* The driver's page: kept after it was opened once, and says when it is shown from what was kept. */
(function () {
  "use strict";
  const root = document.documentElement;
  const show = () => root.classList.toggle("is-kept", !navigator.onLine);
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  if (navigator.serviceWorker) navigator.serviceWorker.register(root.dataset.worker, { scope: "/pass/" });
})();
