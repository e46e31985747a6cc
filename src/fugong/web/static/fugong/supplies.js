/* A delivery is signed for on the glass: the pad is the phone room's; its strokes go along with the form. */
import { pad } from "./phone/signature.js";

document.querySelectorAll("[data-signing]").forEach((form) => {
  const signature = { strokes: [], width: 0, height: 0 };
  const field = form.querySelector("[data-strokes]");
  const keep = () => { field.value = signature.strokes.length ? JSON.stringify(signature) : ""; };
  const clear = pad(form.querySelector("[data-pad]"), signature, keep);
  form.querySelector("[data-clear]").addEventListener("click", clear);
});
