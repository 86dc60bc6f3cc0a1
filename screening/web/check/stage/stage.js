// What is seen during a take: the mirrored picture, the cue, the time that is left.

/** @import { Phrase, Words } from "./messages.d.ts" */

const LEAST_PX = 24;

/**
 * The one element that a selector finds in stage.html.
 *
 * @template {HTMLElement} Kind
 * @param {ShadowRoot} root
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function one(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`stage.html has no ${selector}`);
}

export class Stage {
  /**
   * @param {ShadowRoot} root
   * @param {Words} words
   */
  constructor(root, words) {
    this.dialog = one(root, ".stage", HTMLDialogElement);
    this.video = one(root, "video", HTMLVideoElement);
    this.frame = one(root, ".frame", HTMLElement);
    this.text = one(root, ".text span", HTMLElement);
    this.room = one(root, ".text", HTMLElement);
    this.small = one(root, ".small", HTMLElement);
    this.count = one(root, ".count", HTMLElement);
    this.bob = one(root, ".bob", HTMLElement);
    this.time = one(root, ".time div", HTMLElement);
    this.buttons = {
      stop: one(root, ".stop", HTMLButtonElement),
      sound: one(root, ".sound", HTMLButtonElement),
      anyway: one(root, ".anyway", HTMLButtonElement),
      skip: one(root, ".skip", HTMLButtonElement),
    };
    this.words = words;
    this.dialog.setAttribute("aria-label", words.title);
    one(root, ".recording .word", HTMLElement).textContent = words.recording;
    this.buttons.stop.textContent = words.buttons.stop;
    this.buttons.anyway.textContent = words.buttons.anyway;
    this.buttons.skip.textContent = words.buttons.skip;
    new ResizeObserver(() => this.fit()).observe(this.dialog);
  }

  /** @param {MediaStream} stream */
  open(stream) {
    this.video.srcObject = stream;
    this.video.onresize = () => this.shape();
    this.video.onloadedmetadata = () => this.shape();
    this.video.play().catch(() => {});
    this.show("view", { text: "" });
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    this.video.srcObject = null;
    if (this.dialog.open) this.dialog.close();
  }

  shape() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoHeight) return;
    this.frame.style.setProperty("--ratio", String(videoWidth / videoHeight));
  }

  /**
   * @param {"view" | "words"} look
   *   "view" shows the person and the outline, "words" little but the cue.
   * @param {Phrase} phrase
   * @param {{ squat?: boolean, recorded?: boolean }} [state]
   */
  show(look, { text, small = "" }, { squat = false, recorded = false } = {}) {
    this.dialog.className = ["stage", look, squat && "squat", recorded && "recorded"]
      .filter(Boolean)
      .join(" ");
    this.text.textContent = text;
    this.small.textContent = small;
    this.count.textContent = "";
    this.bar(0);
    this.fit();
  }

  /** @param {boolean} on */
  sound(on) {
    const { sound_on, sound_off } = this.words.buttons;
    this.buttons.sound.textContent = on ? sound_on : sound_off;
  }

  /**
   * @param {"anyway" | "skip"} name
   * @param {boolean} there
   */
  offer(name, there) {
    const button = this.buttons[name];
    if (!there && button.matches(":focus")) this.buttons.stop.focus();
    button.hidden = !there;
  }

  /** @param {number} share */
  bar(share) {
    this.time.style.width = `${100 * Math.min(share, 1)}%`;
  }

  /** @param {number} share Where the body should be: 0 upright, 1 deepest. */
  depth(share) {
    this.bob.style.top = `${100 * share}%`;
  }

  // As large as the words fit, in as many lines as they need.
  fit() {
    const { text, room } = this;
    if (!this.dialog.open || !text.textContent) return;
    const fits = (/** @type {number} */ px) => {
      text.style.fontSize = `${px}px`;
      return text.offsetWidth <= room.clientWidth &&
        text.offsetHeight <= room.clientHeight;
    };
    let [small, large] = [
      LEAST_PX,
      Math.max(window.innerWidth, window.innerHeight) / 2,
    ];
    while (large - small > 2) {
      const middle = (small + large) / 2;
      if (fits(middle)) small = middle;
      else large = middle;
    }
    text.style.fontSize = `${Math.floor(small)}px`;
  }
}
