/* Shows push messages, and opens what they lead to. Its scope is its own folder: the offline pages have another worker. */
self.addEventListener("push", function (event) {
  var told = {};
  try { told = event.data.json(); } catch (e) { told = { title: "{{ shell.name|escapejs }}" }; }
  event.waitUntil(self.registration.showNotification(told.title || "", { body: told.body || "", tag: told.id, data: { url: told.url || "/inbox/" }, icon: "{% static 'fugong/mark.svg' %}" }));
});
self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});
