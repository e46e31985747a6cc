/* Where the server's pages are; and ids that the phone makes, so that a repeat is known as one: UUID version 7, which sorts by the time it was made. */
(function (scope) {
  "use strict";
  const phone = (scope.phone = scope.phone || {});
  const said = scope.document && document.getElementById("addresses");
  phone.addresses = said ? JSON.parse(said.textContent) : scope.shell; // the worker has them from its own first line

  phone.newId = function () {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // crypto.randomUUID is younger than Chrome 86
    let time = Date.now();
    for (let at = 5; at >= 0; at -= 1) {
      bytes[at] = time % 256;
      time = Math.floor(time / 256);
    }
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
})(self);
