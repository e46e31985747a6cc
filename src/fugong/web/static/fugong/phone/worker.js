/* The service worker: gives the phone's page without network, and sends what waits when the page is closed.
   `self.shell` {version, page, session, logout, …, files} stands above it (inspections/phone/views.py). */
(function () {
  "use strict";
  const shell = self.shell;
  const PREFIX = "fugong-phone-";
  const CACHE = PREFIX + shell.version;
  const kept = new Set(shell.files.map((file) => new URL(file, self.location).href));
  const page = new URL(shell.page, self.location).href;

  self.addEventListener("install", (event) => {
    const fresh = shell.files.concat(shell.page).map((address) => new Request(address, { cache: "reload" }));
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh))); // all of it, or this version isn't installed
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(
      caches.keys()
        .then((names) => Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name))))
        .then(() => self.clients.claim())
    );
  });

  /* The new version waits until the page says that nothing is half written. */
  self.addEventListener("message", (event) => {
    if (event.data === "take over") self.skipWaiting();
  });

  async function fromCache(address, request) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address, { ignoreVary: true })) || fetch(request);
  }

  self.addEventListener("fetch", (event) => {
    const request = event.request;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    if (request.method === "POST" && url.pathname === shell.logout) {
      const hidden = self.phone.store.setMeta("person", null).catch(() => undefined);
      event.respondWith(hidden.then(() => fetch(request))); // first: whoever comes next sees nothing of this person
      return;
    }
    if (request.method !== "GET") return;
    url.hash = "";
    if (url.pathname === shell.page) {
      event.respondWith(fromCache(page, request));
    } else if (kept.has(url.href)) {
      event.respondWith(fromCache(url.href, request));
    } else if (request.mode === "navigate") {
      event.respondWith(fetch(request).catch(() => fromCache(page, request))); // no network: the phone's page works
    }
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "outbox") return;
    event.waitUntil(self.phone.sending.run().then((end) => {
      if (end.state === "offline" || end.state === "busy") throw new Error("again"); // the browser calls again when there is a network
    }));
  });
})();
