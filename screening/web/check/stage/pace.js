// Waiting, with something drawn meanwhile; ends early when the take is given up.

const STEP_MS = 40;

export class Pace {
  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.signal = signal;
    /** @type {(() => void) | undefined} */
    this.hurry = undefined;
  }

  /** @param {number} seconds */
  pause(seconds) {
    return this.until(performance.now(), seconds, () => {});
  }

  /**
   * Wait until so many seconds after `begin`; `hurry` ends the wait that is going on.
   *
   * @param {number} begin
   * @param {number} seconds
   * @param {(passed_s: number) => void} draw
   * @returns {Promise<void>}
   */
  until(begin, seconds, draw) {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearInterval(timer);
        signal.removeEventListener("abort", giveUp);
        this.hurry = undefined;
      };
      const finish = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      const step = () => {
        const now = (performance.now() - begin) / 1000;
        if (now >= seconds) finish();
        else draw(now);
      };
      const timer = setInterval(step, STEP_MS);
      signal.addEventListener("abort", giveUp);
      this.hurry = finish;
      if (signal.aborted) giveUp();
      else step();
    });
  }
}
