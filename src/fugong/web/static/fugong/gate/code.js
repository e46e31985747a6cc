/* Reads a pass (src/fugong/passes/coding.py) and judges it (verifying.py) without network. The two must agree; a test shows both the
   same codes. Whatever isn't written exactly as the server writes it is no code: one text for one pass. */
const PREFIX = "FG1:";
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const LONGEST = 400;
const HALF = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8"; // of the curve's order: `s` is never above it
const imported = new Map(); // kid and key → CryptoKey
class Bad extends Error {}

function fromBase45(text) {
  const values = Array.from(text, (sign) => SIGNS.indexOf(sign));
  if (values.includes(-1) || values.length % 3 === 1) throw new Bad();
  const raw = [];
  for (let at = 0; at + 2 < values.length; at += 3) {
    const number = values[at] + 45 * values[at + 1] + 2025 * values[at + 2];
    if (number > 0xffff) throw new Bad();
    raw.push(number >> 8, number & 255);
  }
  if (values.length % 3) {
    const number = values[values.length - 2] + 45 * values[values.length - 1];
    if (number > 255) throw new Bad();
    raw.push(number);
  }
  return Uint8Array.from(raw);
}

/* CBOR as far as passes need it: whole numbers, bytes, texts, lists, maps, tags; each in its shortest form, maps as [[key, value], …]. */
function decode(raw) {
  let at = 0;
  const take = (many) => {
    if (at + many > raw.length) throw new Bad();
    at += many;
    return raw.subarray(at - many, at);
  };
  const size = (more) => {
    if (more < 24) return more;
    if (more > 27) throw new Bad();
    const number = take(1 << (more - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    if (number < [24, 256, 65536, 4294967296][more - 24] || number > Number.MAX_SAFE_INTEGER) throw new Bad();
    return number;
  };
  const item = (depth) => {
    if (depth > 4) throw new Bad();
    const first = take(1)[0];
    const number = size(first & 31);
    switch (first >> 5) {
      case 0: return number;
      case 1: return -1 - number;
      case 2: return take(number);
      case 3: return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(number));
      case 4: return Array.from({ length: Math.min(number, raw.length) }, () => item(depth + 1));
      case 5: return { pairs: Array.from({ length: Math.min(number, raw.length) }, () => [item(depth + 1), item(depth + 1)]) };
      case 6: return { tag: number, value: item(depth + 1) };
      default: throw new Bad();
    }
  };
  const found = item(0);
  if (at !== raw.length) throw new Bad();
  return found;
}

const isBytes = (value, size) => value instanceof Uint8Array && (size === undefined || value.length === size);
const isNumber = (value) => typeof value === "number" && value >= 0;
const isText = (value) => typeof value === "string";
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function values(found, keys) {
  if (!found || !Array.isArray(found.pairs) || found.pairs.length !== keys.length) throw new Bad();
  if (found.pairs.some(([key], place) => key !== keys[place])) throw new Bad(); // in their order, each once
  return found.pairs.map(([, value]) => value);
}

function head(kind, size) {
  return size < 24 ? [(kind << 5) | size] : size < 256 ? [(kind << 5) | 24, size] : [(kind << 5) | 25, size >> 8, size & 255];
}

/* {said, kid, signed, signature}, or null where it is no code of a pass. Nobody has looked at the signature yet. */
export function read(given) {
  const text = given.trim();
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  try {
    const whole = decode(fromBase45(text.slice(PREFIX.length)));
    if (whole.tag !== 18 || !Array.isArray(whole.value) || whole.value.length !== 4) return null;
    const [header, none, payload, signature] = whole.value;
    if (!isBytes(header) || !isBytes(payload) || !isBytes(signature, 64) || values(none, []).length) return null;
    const [algorithm, kid] = values(decode(header), [1, 4]);
    if (algorithm !== -7 || !isBytes(kid, 4)) return null;
    const [number, kind, subject, zones, since, until, campaign] = values(decode(payload), [1, 2, 3, 4, 5, 6, 7]);
    if (![number, since, until, campaign].every(isNumber) || !Array.isArray(zones) || ![kind, subject, ...zones].every(isText)) return null;
    const signed = [...head(4, 4), ...head(3, 10), ...new TextEncoder().encode("Signature1"), ...head(2, header.length), ...header, ...head(2, 0), ...head(2, payload.length), ...payload];
    return { said: { number, kind, subject, zones, since, until, campaign }, kid: hex(kid), signed: Uint8Array.from(signed), signature };
  } catch (fault) {
    return null;
  }
}

async function keyOf({ kid, public: point }) {
  const name = `${kid}:${point}`;
  if (!imported.has(name)) {
    const raw = Uint8Array.from(atob(point), (sign) => sign.charCodeAt(0));
    imported.set(name, await crypto.subtle.importKey("raw", raw, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]));
  }
  return imported.get(name);
}

/* The numbers of a packed list (passes/packing.py). */
export function unpacked(text) {
  const found = new Set();
  let number = 0;
  let step = 0;
  let shift = 1;
  for (const sign of atob(text || "")) {
    const byte = sign.charCodeAt(0);
    step += (byte & 127) * shift;
    shift *= 128;
    if (byte < 128) {
      number += step;
      found.add(number);
      step = 0;
      shift = 1;
    }
  }
  return found;
}

/* What is said of a code: {state: "valid" | "invalid" | "unsure", reason, said}. `data` is what the server told (passes/gate.py), `now`
   milliseconds by the server's clock, `kinds` those that this gate takes (none: all). Old data never say that something is valid. */
export async function judge(text, data, now, kinds) {
  const found = read(text);
  if (!found) return { state: "invalid", reason: "form", said: null };
  const age = now - new Date(data.made_at).getTime();
  const key = data.keys.find((each) => each.kid === found.kid);
  if (key && key.withdrawn) return { state: "invalid", reason: "key_withdrawn", said: null };
  if (!key) return { state: age > data.refresh * 1000 ? "unsure" : "invalid", reason: "unknown_key", said: null };
  if (!crypto.subtle) return { state: "unsure", reason: "insecure", said: null };
  const isLow = hex(found.signature.subarray(32)) <= HALF;
  const isOurs = isLow && await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, await keyOf(key), found.signature, found.signed);
  if (!isOurs) return { state: "invalid", reason: "signature", said: null };
  return Object.assign(weigh(found.said, data, now, age > data.stale * 1000, kinds || []), { said: found.said });
}

function weigh(said, data, now, isStale, kinds) {
  if (said.campaign !== data.campaign) return { state: "invalid", reason: "elsewhere" };
  if (now >= said.until * 1000) return { state: "invalid", reason: "expired" };
  if (now < said.since * 1000) return { state: "invalid", reason: "early" };
  const reason = Object.keys(data.void).find((each) => unpacked(data.void[each]).has(said.number));
  if (reason && !(isStale && reason === "suspended")) return { state: "invalid", reason };
  if (kinds.length && !kinds.includes(said.kind)) return { state: "invalid", reason: "gate" };
  return isStale ? { state: "unsure", reason: "stale" } : { state: "valid", reason: "" };
}
