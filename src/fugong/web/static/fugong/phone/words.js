/* The page's words, in the language that its person reads. All four languages come with the page. */

const all = JSON.parse(document.getElementById("words").textContent);
const HTML = { zh: "zh-Hans", en: "en", ja: "ja", ko: "ko" };
const SHORT = { "zh-hans": "zh", "zh-cn": "zh", zh: "zh", en: "en", ja: "ja", ko: "ko" };
let spoken = "zh";

export const LANGUAGES = [["zh", "中文"], ["en", "English"], ["ja", "日本語"], ["ko", "한국어"]];

export function language() {
  return spoken;
}

/* As the server names it, for Accept-Language. */
export function languageTag() {
  return spoken === "zh" ? "zh-Hans" : spoken;
}

export function speak(wanted) {
  spoken = SHORT[String(wanted || "").toLowerCase()] || "zh";
  document.documentElement.lang = HTML[spoken];
  document.title = t("title");
  document.querySelectorAll("[data-word]").forEach((element) => { element.textContent = t(element.dataset.word); });
  document.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", t(element.dataset.label)));
  document.querySelector(".phone-tabs").hidden = false; // before this its links had no names
}

/* t("answered", {done: 5, all: 21}) → "5 of 21 answered" */
export function t(key, values) {
  const text = (all[spoken] && all[spoken][key]) || all.en[key] || key;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (values && name in values ? values[name] : whole));
}

/* A text of the pack, {zh, en, ja, ko}, in the reader's language, else in Chinese, else in any. */
export function pick(text) {
  if (!text || typeof text === "string") return text || "";
  return text[spoken] || text.zh || text.en || Object.values(text)[0] || "";
}
