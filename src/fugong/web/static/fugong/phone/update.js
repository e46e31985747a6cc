/* The worker that opens the page without network; and a new version, which comes when the officer says so. */
import { bar } from "./bars.js";
import { writing } from "./visit.js";
import { t } from "./words.js";

export async function watch() {
  if (!("serviceWorker" in navigator)) {
    bar("insecure", { tone: "warning", mark: "alert-triangle", text: t("insecure") });
    return null;
  }
  const registration = await navigator.serviceWorker.register(self.phone.addresses.worker, { scope: "/", updateViaCache: "none" });
  let asked = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });

  function offer() {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    const take = async () => {
      asked = true;
      await writing.flush(); // what was typed a moment ago is kept first
      registration.waiting.postMessage("take over");
    };
    bar("version", { tone: "info", mark: "download", text: t("new_version"), actions: [[t("use_it"), take]] });
  }

  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    if (fresh) fresh.addEventListener("statechange", offer);
  });
  offer();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && navigator.onLine) registration.update().catch(() => undefined);
  });
  return registration;
}

/* Lets the browser send when the page is closed, where it can. */
export async function sendLater() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.ready;
  if (registration.sync) await registration.sync.register("outbox").catch(() => undefined);
}
