/* Small tools for building the page: elements, icons, moments. */

/* h("button", {class: "btn", onclick: go, "aria-pressed": "true"}, "Text", other) */
export function h(tag, given, ...children) {
  const element = document.createElement(tag);
  Object.entries(given || {}).forEach(([name, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  });
  children.flat(3).forEach((child) => {
    if (child === null || child === undefined || child === false) return;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  });
  return element;
}

const drawings = new Map(Array.from(document.querySelectorAll("template[data-icon]"), (each) => [each.dataset.icon, each.content]));

export function icon(name) {
  const drawn = drawings.get(name);
  return drawn ? drawn.cloneNode(true) : document.createTextNode("");
}

export function fill(element, ...children) {
  element.textContent = "";
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
}

export function badge(text, tone, mark) {
  return h("span", { class: `badge tone-${tone}` }, mark && icon(mark), text);
}

/* A moment on this phone's clock: 14:05, or 02-20 14:05 when it was another day. */
export function moment(when) {
  const at = new Date(when);
  const two = (number) => String(number).padStart(2, "0");
  const hour = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.toDateString() === new Date().toDateString() ? hour : `${two(at.getMonth() + 1)}-${two(at.getDate())} ${hour}`;
}

export function megabytes(bytes) {
  return bytes >= 10485760 ? String(Math.round(bytes / 1048576)) : (bytes / 1048576).toFixed(1);
}
