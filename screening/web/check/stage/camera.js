// The camera and its recordings.

/** @import { Plan } from "./messages.d.ts" */

const TYPES = [
  "video/mp4;codecs=avc1",
  "video/mp4",
  "video/webm;codecs=vp9",
  "video/webm",
];
const PIECE_MS = 1000;

// A take that cannot go on; `why` is a key of the words about trouble, unless the app
// has a sentence of its own.
export class Trouble extends Error {
  /**
   * @param {string} why
   * @param {string} [sentence]
   */
  constructor(why, sentence) {
    super(why);
    this.why = why;
    this.sentence = sentence;
  }
}

/** @type {MediaTrackConstraints & { resizeMode: ConstrainDOMString }} */
const PICTURE = {
  facingMode: "user",
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
  resizeMode: { ideal: "none" }, // the whole picture, never a cut-out
};

/** @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export async function openCamera() {
  if (!window.isSecureContext) throw new Trouble("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    throw new Trouble("unsupported");
  }
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: PICTURE,
    });
  } catch (error) {
    throw new Trouble(REFUSALS[error instanceof Error ? error.name : ""] ?? "none");
  }
}

/**
 * Only one take at a time in this browser.
 *
 * @returns {Promise<() => void>} Frees the lock again.
 */
export function oneTakeOnly() {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    navigator.locks.request("screening-take", { ifAvailable: true }, (lock) => {
      if (lock) return new Promise((release) => resolve(() => release(undefined)));
      reject(new Trouble("other_tab"));
    }).catch(reject);
  });
}

// A recording in progress; it is never mirrored, only the preview is.
export class Recording {
  /**
   * @param {MediaStream} stream
   * @param {Plan} plan
   * @param {AbortSignal} signal
   */
  constructor(stream, plan, signal) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    if (!mimeType) throw new Trouble("unsupported");
    const largest = (plan.largest_message_bytes * 3) / 4;
    /** @type {Blob[]} */
    const parts = [];
    this.recorder = new MediaRecorder(stream, {
      mimeType,
      videoBitsPerSecond: plan.bits_per_s,
    });
    let size = 0;
    /** @type {Promise<Blob>} */
    this.whole = new Promise((resolve, reject) => {
      this.recorder.ondataavailable = ({ data }) => {
        parts.push(data);
        size += data.size;
        if (size > largest) reject(new Trouble("too_large"));
      };
      this.recorder.onerror = () => reject(new Trouble("lost"));
      this.recorder.onstop = () => {
        if (size) resolve(new Blob(parts, { type: this.recorder.mimeType }));
        else reject(new Trouble("empty"));
      };
    });
    this.whole.catch(() => {}); // reported when somebody waits for it
    signal.addEventListener("abort", () => this.end(), { once: true });
    this.recorder.start(PIECE_MS);
  }

  end() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    return this.whole;
  }
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>} Its content in base64.
 */
export function asText(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(",") + 1));
    };
    reader.onerror = () => reject(new Trouble("empty"));
    reader.readAsDataURL(blob);
  });
}
