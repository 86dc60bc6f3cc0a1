// Looks at the person between the cues: small pictures go to the app a few times a
// second, which answers on which leg somebody stands, and how low.

/** @import { Leg, Look } from "./messages.d.ts" */

const HEIGHT_PX = 400;
const QUALITY = 0.7;
const PAUSE_MS = 200;
const REST_MS = 1000;
const LOW_LEG = 0.06;
const LATEST_MS = 1200; // what is seen less often says nothing about what is done

export class Watcher {
  /**
   * @param {HTMLVideoElement} video
   * @param {string} address Empty where nothing can answer.
   */
  constructor(video, address) {
    this.video = video;
    this.address = address;
    this.canvas = document.createElement("canvas");
    this.cue = "";
    /** @type {Look[]} */
    this.looks = [];
  }

  /**
   * Look again and again, never twice at once, until the take ends.
   *
   * @param {string} take
   * @param {AbortSignal} signal
   */
  async start(take, signal) {
    while (this.address && !signal.aborted) {
      const answered = await this.look(take, signal).catch(() => false);
      await new Promise((next) => setTimeout(next, answered ? PAUSE_MS : REST_MS));
    }
  }

  /**
   * @param {string} take
   * @param {AbortSignal} signal
   */
  async look(take, signal) {
    const { canvas, video, cue } = this;
    if (!video.videoHeight) return false;
    canvas.height = HEIGHT_PX;
    canvas.width = Math.round(HEIGHT_PX * video.videoWidth / video.videoHeight);
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const at = performance.now();
    /** @type {Blob | null} */
    const picture = await new Promise((done) =>
      canvas.toBlob(done, "image/jpeg", QUALITY)
    );
    // A clock that goes on when the page is loaded anew.
    const time_s = String((performance.timeOrigin + at) / 1000);
    const asked = new URLSearchParams({ take, cue, time_s });
    const answer = await fetch(`${this.address}?${asked}`, {
      method: "POST",
      body: picture,
      signal,
    });
    if (!answer.ok) return false;
    this.looks.push({ at, ...await answer.json() });
    return true;
  }

  /** @param {number} begin */
  since(begin) {
    return this.looks.filter(({ at, stance }) => at >= begin && stance);
  }

  /**
   * What is wrong with lifting a foot; nothing where nothing was seen.
   *
   * @param {Leg} leg The standing one.
   * @param {number} begin
   */
  lifting(leg, begin) {
    const last = this.since(begin).at(-1);
    const isOld = !last || performance.now() - last.at > LATEST_MS;
    if (isOld || last.stance === leg) return undefined;
    return last.stance === "both" ? "both_feet" : "other_foot";
  }

  /**
   * What is wrong with a squat; nothing where nothing was seen.
   *
   * @param {Leg} leg
   * @param {number} begin
   */
  squatting(leg, begin) {
    const seen = this.since(begin);
    const low = seen.filter(({ drop_leg }) => drop_leg > LOW_LEG);
    const times = [begin, ...seen.map(({ at }) => at), performance.now()];
    const isSeldom = times.some((at, i) => i > 0 && at - times[i - 1] > LATEST_MS);
    if (isSeldom || low.some(({ stance }) => stance === leg)) return undefined;
    const isOnBoth = seen.every(({ stance }) => stance === "both");
    return isOnBoth ? "both_feet" : "no_squat";
  }
}
