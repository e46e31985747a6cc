/* Keeps a pass's page: the server's answer where there is a network, else what was last shown. `self.kept` {version, files} stands above. */
(function () {
  "use strict";
  const PREFIX = "fugong-pass-";
  const CACHE = PREFIX + self.kept.version;
  const PAGES = "fugong-pass-pages";
  const files = new Set(self.kept.files.map((file) => new URL(file, self.location).href));

  self.addEventListener("install", (event) => {
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(self.kept.files)).then(() => self.skipWaiting()));
  });

  self.addEventListener("activate", (event) => {
    const old = (name) => name.startsWith(PREFIX) && name !== CACHE && name !== PAGES;
    const keep = async () => { // the page that brought this worker: it was opened once
      const cache = await caches.open(PAGES);
      const open = await self.clients.matchAll({ includeUncontrolled: true });
      await Promise.all(open.filter((each) => new URL(each.url).pathname.startsWith("/pass/")).map((each) => cache.add(each.url).catch(() => undefined)));
    };
    event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()).then(keep));
  });

  async function page(request) {
    const cache = await caches.open(PAGES);
    try {
      const answer = await fetch(request);
      if (answer.ok) await cache.put(request, answer.clone());
      else if (answer.status === 404) await cache.delete(request);
      return answer;
    } catch (fault) {
      const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
      if (kept) return kept;
      throw fault;
    }
  }

  self.addEventListener("fetch", (event) => {
    const request = event.request;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate" && url.pathname.startsWith("/pass/")) event.respondWith(page(request));
    else if (files.has(url.href)) event.respondWith(caches.open(CACHE).then((cache) => cache.match(request, { ignoreVary: true })).then((found) => found || fetch(request)));
  });
})();
