/* Bar codes (ZXing, fetched when a tube is first scanned): read from what a canvas shows, turned this way and that. A reader of
   lines must cross all bars at once, and a tube is seldom held level. */
import { h } from "./dom.js";

const NAMES = { code_128: "CODE_128", code_39: "CODE_39", itf: "ITF" };
const TURNS = [90, 16, -16, 33, -33, 58, -58]; // degrees; the first is a code along an upright tube
const AGREE = { CODE_128: 2, CODE_39: 3, ITF: 3 }; // as many looks must say the same: the latter have no check of their own
let loading = null;

async function zxing() {
  if (self.ZXing) return self.ZXing;
  loading = loading || new Promise((done, failed) => {
    document.head.append(h("script", { src: self.phone.addresses.bars, onload: done, onerror: failed }));
  });
  try {
    await loading;
  } finally {
    loading = null;
  }
  return self.ZXing;
}

function turned(from, degrees, onto) {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  onto.canvas.width = Math.round(from.width * cos + from.height * sin);
  onto.canvas.height = Math.round(from.width * sin + from.height * cos);
  onto.fillStyle = "#808080";
  onto.fillRect(0, 0, onto.canvas.width, onto.canvas.height);
  onto.translate(onto.canvas.width / 2, onto.canvas.height / 2);
  onto.rotate(angle);
  onto.drawImage(from, -from.width / 2, -from.height / 2);
  return onto.getImageData(0, 0, onto.canvas.width, onto.canvas.height);
}

function grey({ data, width, height }) {
  const light = new Uint8ClampedArray(width * height);
  for (let at = 0; at < light.length; at += 1) light[at] = (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8;
  return light;
}

/* A reader of these kinds ("code_128", …); null where none of them is a bar code. Given a canvas, it says a text once as many looks
   as its kind needs agreed on it, else "". A look takes the picture as it is and, where that says nothing, one turn of it. */
export async function barReader(kinds) {
  const wanted = kinds.filter((kind) => NAMES[kind]);
  if (!wanted.length) return null;
  const lib = await zxing();
  const hints = new Map([
    [lib.DecodeHintType.POSSIBLE_FORMATS, wanted.map((kind) => lib.BarcodeFormat[NAMES[kind]])],
    [lib.DecodeHintType.TRY_HARDER, true],
  ]);
  const reader = new lib.MultiFormatOneDReader(hints);
  const paper = document.createElement("canvas").getContext("2d");
  let [turn, last, times] = [0, "", 0];
  const read = (canvas, degrees) => {
    const picture = turned(canvas, degrees, paper);
    const source = new lib.RGBLuminanceSource(grey(picture), picture.width, picture.height);
    try {
      const found = reader.decode(new lib.BinaryBitmap(new lib.GlobalHistogramBinarizer(source)), hints);
      return { text: found.getText(), kind: lib.BarcodeFormat[found.getBarcodeFormat()] };
    } catch (fault) {
      return null; // it throws where it finds nothing
    } finally {
      reader.reset();
    }
  };
  return (canvas) => {
    const seen = read(canvas, 0) || read(canvas, TURNS[turn]);
    if (!seen) {
      turn = (turn + 1) % TURNS.length;
      return "";
    }
    times = seen.text === last ? times + 1 : 1;
    last = seen.text;
    return times >= AGREE[seen.kind] ? seen.text : "";
  };
}
