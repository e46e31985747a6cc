/* The gate's own service worker: gives its page without network, rules only what is below its folder.
   `self.shell` {version, page, files} stands above it (passes/views/gate.py). */
(function () {
  "use strict";
  const shell = self.shell;
  const PREFIX = "fugong-gate-";
  const CACHE = PREFIX + shell.version;
  const kept = new Set(shell.files.map((file) => new URL(file, self.location).href));

  self.addEventListener("install", (event) => {
    const fresh = shell.files.concat(shell.page).map((address) => new Request(address, { cache: "reload" }));
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(
      caches.keys()
        .then((names) => Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name))))
        .then(() => self.clients.claim())
    );
  });

  async function fromCache(address, request) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address, { ignoreVary: true })) || fetch(request);
  }

  self.addEventListener("fetch", (event) => {
    const request = event.request;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    url.hash = "";
    if (url.pathname === shell.page) event.respondWith(fromCache(new URL(shell.page, self.location).href, request));
    else if (kept.has(url.href)) event.respondWith(fromCache(url.href, request));
  });
})();
