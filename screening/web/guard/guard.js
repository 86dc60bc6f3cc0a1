// Watches over a page in the browser: asks before what was measured is lost, says when
// the app was started anew, closes the menu of a phone after a page was chosen, and keeps
// the language of the page.

/** @import { GuardArguments, Memory } from "./guard.d.ts" */

const MEMORY = "screening-guard";
const LOOK_EVERY_MS = 5000;
const LOOK_AT_PATH_EVERY_MS = 250;
const LOOKS_AT_NEW_PAGE = 4;
const A_YEAR_S = 365 * 24 * 60 * 60;
const PHONE_PX = 768;
const CLOSE_MENU = "[data-testid=stSidebarCollapseButton] button[aria-expanded=true]";
const LINK_OF_MENU = "[data-testid=stSidebarNavLink]";

/** @type {Memory} */
let now = { server: "", asks: false };
let isNewServer = false;

/** @type {Memory | null} What stood here before, also before a reload. */
let before = JSON.parse(sessionStorage.getItem(MEMORY) ?? "null");

addEventListener("beforeunload", (event) => {
  if (now.asks) event.preventDefault();
});

// Where the browser was when this page was loaded, which may be before this script.
let path = new URL(performance.getEntriesByType("navigation")[0].name).pathname;

// The address changes when the server answers, which may be long after the click, and
// the menu may be drawn anew with the page.
let looksLeft = 0;
setInterval(() => {
  if (path !== location.pathname) looksLeft = LOOKS_AT_NEW_PAGE;
  path = location.pathname;
  if (looksLeft === 0) return;
  looksLeft -= 1;
  closeMenu();
}, LOOK_AT_PATH_EVERY_MS);

function closeMenu() {
  if (innerWidth >= PHONE_PX) return;
  /** @type {HTMLElement | null} */
  const button = document.querySelector(CLOSE_MENU);
  button?.click();
}

addEventListener("click", ({ target }) => {
  const isLink = target instanceof Element && target.closest(LINK_OF_MENU);
  if (isLink) setTimeout(closeMenu); // after the link has been followed
});

/** @param {GuardArguments} args */
export default function ({ data, parentElement }) {
  const { asks, server } = data;
  document.documentElement.lang = data.language;
  if (data.chosen) {
    document.cookie =
      `${data.cookie}=${data.chosen}; path=/; max-age=${A_YEAR_S}; samesite=lax`;
  }
  const told = parentElement.querySelector("p");
  const tell = () => {
    if (told) told.textContent = isNewServer ? data.new_server : "";
  };
  // What was measured is in the server's memory: another server has none of it.
  const compare = (/** @type {string} */ other) => {
    if (before?.asks && before.server !== other) {
      isNewServer = true;
      now.asks = false;
    }
    tell();
  };
  now = { server, asks };
  if (asks) isNewServer = false;
  compare(server);
  before = { ...now };
  sessionStorage.setItem(MEMORY, JSON.stringify(now));
  // The page itself is drawn anew only when somebody does something.
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(data.address);
      if (answer.ok) compare(await answer.text());
    } catch { /* it is not there, which Streamlit says */ }
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
