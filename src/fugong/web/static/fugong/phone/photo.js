/* Photos: drawn anew and smaller, so that neither place nor device nor anything else stands in the file. */

const SIDE = 1600; // points
const ENOUGH = 450 * 1024; // bytes
const QUALITIES = [0.82, 0.7, 0.55];
const MOST_POINTS = 120e6; // what the camera of a phone may give; more is refused before it is drawn

export class NotAPicture extends Error {}

export async function shrink(file) {
  const address = URL.createObjectURL(file);
  try {
    const picture = await read(address);
    const whole = picture.naturalWidth * picture.naturalHeight;
    if (!whole || whole > MOST_POINTS) throw new NotAPicture();
    const scale = Math.min(1, SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await smallEnough(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function read(address) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => resolve(picture);
    picture.onerror = () => reject(new NotAPicture());
    picture.src = address;
  });
}

async function smallEnough(canvas) {
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (!blob) throw new NotAPicture();
    if (blob.size <= ENOUGH) return blob;
  }
  return blob;
}
