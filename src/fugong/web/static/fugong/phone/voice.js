/* A voice note: recorded here where the browser can, else chosen from the phone's own recorder. */

const LONGEST = 3 * 60 * 1000; // milliseconds

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
}

/* Starts recording; `stop()` ends it and `done` gives the Blob. Raises where the microphone is refused. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const kind = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"].find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, kind ? { mimeType: kind, audioBitsPerSecond: 24000 } : {});
  const parts = [];
  recorder.ondataavailable = (event) => { if (event.data.size) parts.push(event.data); };
  const done = new Promise((resolve) => {
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      resolve(new Blob(parts, { type: (recorder.mimeType || "audio/webm").split(";")[0] }));
    };
  });
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  recorder.start(1000);
  setTimeout(stop, LONGEST);
  return { stop, done };
}
