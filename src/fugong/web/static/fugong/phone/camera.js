/* The camera: reads codes (jsQR, fetched when it is first needed), live or from a picture that somebody took. */
import { say } from "./bars.js";
import { fill, h } from "./dom.js";
import { t } from "./words.js";

const LOOK = 180; // milliseconds between two looks
const LONGEST = 1600; // points of a picture's longer side
let camera = null;

export function stop() {
  if (!camera) return;
  clearTimeout(camera.timer);
  camera.stream.getTracks().forEach((track) => track.stop());
  camera.box.hidden = true;
  fill(camera.box);
  camera = null;
}

async function reader() {
  if (self.jsQR) return self.jsQR;
  await new Promise((done, failed) => {
    document.head.append(h("script", { src: self.phone.addresses.jsqr, onload: done, onerror: failed }));
  });
  return self.jsQR;
}

/* Looks through the camera and gives every code that it reads; the same one not twice within two seconds. `bars`: makes a reader of
   bar codes (or null), which is asked where no QR code is seen; `qr: false` where none is looked for. */
export async function look(box, found, { bars = null, qr = true } = {}) {
  if (camera) return stop();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: Object.assign({ facingMode: "environment" }, bars ? { width: { ideal: 1280 } } : {}), audio: false });
  } catch (fault) {
    return say(t("no_camera"));
  }
  let [read, lines] = [null, null];
  try {
    if (qr) read = await reader();
    if (bars) lines = await bars();
  } catch (fault) { // not kept, and no network: what could be fetched reads on
    if (!read) {
      stream.getTracks().forEach((track) => track.stop());
      return say(t("no_camera"));
    }
  }
  const most = lines ? 1280 : 640;
  const video = h("video", { class: "w-100", playsinline: true, muted: true });
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d");
  video.srcObject = stream;
  fill(box, video);
  box.hidden = false;
  await video.play();
  camera = { stream, box, timer: 0 };
  let last = { text: "", at: 0 };
  const peek = async () => {
    if (!camera) return;
    const scale = Math.min(1, most / Math.max(1, video.videoWidth));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    if (canvas.width && canvas.height) {
      paper.drawImage(video, 0, 0, canvas.width, canvas.height);
      const seen = read && read(paper.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" });
      const text = (seen && seen.data) || (lines ? lines(canvas) : "");
      if (text && (text !== last.text || Date.now() - last.at > 2000)) {
        last = { text, at: Date.now() };
        await found(text);
      }
    }
    if (camera) camera.timer = setTimeout(peek, LOOK);
  };
  return peek();
}

/* What a picture's code says; null where none is found. */
export async function readPicture(file) {
  const read = await reader();
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const paper = canvas.getContext("2d");
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    const seen = read(paper.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
    return seen && seen.data ? seen.data : null;
  } catch (fault) {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
