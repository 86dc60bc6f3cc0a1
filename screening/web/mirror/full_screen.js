// A button that lets the mirror's picture, with its words, fill the whole screen.

/** @import { FullScreenArguments } from "./full_screen.d.ts" */

const FRAME = "iframe[title^='streamlit_webrtc']";

/** @returns {HTMLVideoElement | null | undefined} */
function picture() {
  /** @type {HTMLIFrameElement | null} */
  const frame = document.querySelector(FRAME);
  return frame?.contentDocument?.querySelector("video");
}

/** @param {FullScreenArguments} args */
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  if (!button) return;
  button.textContent = data.label;
  button.onclick = () => picture()?.requestFullscreen().catch(console.error);
}
