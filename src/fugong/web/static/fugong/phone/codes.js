/* People's codes (core/codes.py): read and checked here, without network. A signed one says campaign, number and last moment;
   a short one is the number and a check that only the server can prove. */
const SIZE = 18 + 64; // body and signature, in bytes
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECKS = 5;
let imported = null; // [key as text, key]

function bytesOf(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

async function keyOf(text) {
  if (!imported || imported[0] !== text) {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    imported = [text, await crypto.subtle.importKey("raw", bytesOf(text), curve, false, ["verify"])];
  }
  return imported[1];
}

function short(text) {
  const cleaned = text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V").replace(/[^0-9A-Z]/g, "");
  const digits = cleaned.slice(0, -CHECKS);
  if (!digits || digits.length > 10 || Array.from(cleaned).some((sign) => SIGNS.indexOf(sign) < 0)) return { fault: "code_form" };
  return { number: Array.from(digits).reduce((sum, sign) => sum * 32 + SIGNS.indexOf(sign), 0) };
}

/* What stands before the check of a person's short code, on the own page and on the printed sheet. */
export function shownNumber(number) {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) text = SIGNS[rest % 32] + text;
  return text.padStart(3, "0");
}

/* {number} or {fault: "code_form" | "code_forged" | "code_expired" | "code_elsewhere"} */
export async function readCode(given, day) {
  const text = given.trim();
  if (text.length <= 40) return short(text);
  let raw;
  try {
    raw = bytesOf(text);
  } catch (fault) {
    return { fault: "code_form" };
  }
  if (raw.length !== SIZE || raw[0] !== 1 || raw[1] !== 1) return { fault: "code_form" };
  const body = raw.slice(0, SIZE - 64);
  if (crypto.subtle) { // not there without HTTPS: then the server alone proves it
    const isOurs = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await keyOf(day.key), raw.slice(SIZE - 64), body);
    if (!isOurs) return { fault: "code_forged" };
  }
  const view = new DataView(body.buffer);
  if (view.getUint32(2) !== day.campaign) return { fault: "code_elsewhere" };
  if (view.getUint32(14) * 1000 < Date.now()) return { fault: "code_expired" };
  return { number: view.getUint32(6) * 4294967296 + view.getUint32(10) };
}
