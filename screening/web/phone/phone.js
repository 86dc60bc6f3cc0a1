// The phone's page: hands a clip over, and shows how far the computer is with it.

/** @import { Clip, Words } from "./phone.d.ts" */

const ASK_EVERY_MS = 1000;
/** @type {Record<number, keyof Words>} */
const TROUBLE = { 404: "gone", 410: "gone", 413: "too_much", 507: "no_room" };

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 */
function one(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
}

/** @type {Words} */
const words = JSON.parse(one("words", HTMLScriptElement).textContent ?? "");
const told = one("told", HTMLElement);
const clips = one("clips", HTMLUListElement);
const inputs = [...document.querySelectorAll("input")];
let isSending = false;
let isAlone = false;

/**
 * @param {string} text
 * @param {boolean} [isTrouble]
 */
function tell(text, isTrouble = false) {
  told.textContent = text;
  told.classList.toggle("trouble", isTrouble);
}

/**
 * Send a clip; the answer's status, 0 where there is none.
 *
 * @param {File} file
 * @returns {Promise<number>}
 */
function send(file) {
  const request = new XMLHttpRequest();
  const name = encodeURIComponent(file.name);
  request.open("PUT", `${location.pathname}/clip?name=${name}`);
  request.upload.onprogress = ({ loaded, total }) =>
    tell(`${words.sending} ${Math.round(100 * loaded / Math.max(total, 1))} %`);
  return new Promise((resolve) => {
    request.onloadend = () => resolve(request.status);
    request.send(file);
  });
}

/** @param {HTMLInputElement} input */
async function handOver(input) {
  const file = input.files?.[0];
  if (!file || isSending) return;
  if (file.size > words.most_bytes) {
    tell(words.too_large, true);
    return;
  }
  isSending = true;
  document.body.classList.add("busy");
  tell(words.sending);
  const status = await send(file);
  isSending = false;
  document.body.classList.remove("busy");
  input.value = "";
  if (status === 204) tell(words.sent);
  else tell(String(words[TROUBLE[status] ?? "broken"]), true);
}

/** @param {Clip[]} all */
function show(all) {
  const rows = all.map(({ name, share, text }) => {
    const row = document.createElement("li");
    const title = document.createElement("strong");
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    title.textContent = name;
    bar.value = share;
    bar.setAttribute("aria-label", name);
    words.textContent = text;
    row.append(title, bar, words);
    return row;
  });
  clips.replaceChildren(...rows);
}

// The link has ended: nothing can be sent, and nothing is asked any more.
function end() {
  document.body.classList.add("busy");
  clips.replaceChildren();
  tell(words.gone, true);
}

async function ask() {
  try {
    const answer = await fetch(`${location.pathname}/state`);
    if (!answer.ok) {
      end();
      return;
    }
    show(await answer.json());
    if (isAlone) tell("");
    isAlone = false;
  } catch {
    isAlone = true;
    if (!isSending) tell(words.ended, true);
  }
  setTimeout(ask, ASK_EVERY_MS);
}

for (const input of inputs) input.onchange = () => handOver(input);
addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});
ask();
