// The take from the click to the last foot on the floor, without a hand.

/** @import { Arguments, Cue, Leg, Phrase, Reply, Waiting } from "./messages.d.ts" */

import { asText, oneTakeOnly, openCamera, Recording, Trouble } from "./camera.js";
import { Pace } from "./pace.js";
import { Sound } from "./sound.js";
import { one, Stage } from "./stage.js";
import { Watcher } from "./watch.js";

const PATIENCE_S = 120; // until the app has a recording
const LOOKING_S = 300; // until it has looked at it
const SLOW_S = 15;
const SEND_AGAIN_S = 30;
const MOST_TRIALS = 8;
const MOST_ATTEMPTS = 2;
const GOOD_S = 2.5;
const TICKS_S = 3;
const INSIST_S = 4;
const SETTLE_S = 1.5;
const MOST_IN_A_ROW = 2;

class GuidedTake {
  /**
   * @param {ShadowRoot} root
   * @param {Arguments} args
   */
  constructor(root, args) {
    this.root = root;
    this.data = args.data;
    this.send = args.setTriggerValue;
    this.words = args.data.plan.words;
    this.plan = args.data.plan;
    this.take = "";
    /** @type {Waiting | undefined} */
    this.waiting = undefined;
    /** @type {Watcher | undefined} */
    this.watcher = undefined;
    /** @type {AbortController | undefined} */
    this.aborter = undefined;
    this.pace = new Pace(new AbortController().signal);
    /** @type {MediaStream | undefined} */
    this.stream = undefined;
    /** @type {(() => void) | undefined} */
    this.unlock = undefined;
    /** @type {WakeLockSentinel | undefined} */
    this.awake = undefined;
    this.onHidden = () => {
      if (document.hidden) this.abort("hidden");
    };
    this.sound = new Sound(this.words.language);
    this.stage = new Stage(root, this.words);
    this.start = one(root, ".start", HTMLButtonElement);
    this.trouble = one(root, ".trouble", HTMLElement);
    this.start.textContent = this.words.buttons.start;
    this.start.onclick = () => this.run();
    this.stage.buttons.stop.onclick = () => this.abort("stopped");
    this.stage.dialog.oncancel = (event) => {
      event.preventDefault();
      this.abort("stopped");
    };
    this.stage.buttons.sound.onclick = () => this.switchSound(!this.sound.on);
    this.switchSound(true);
  }

  /**
   * Streamlit calls again with every new piece of data, such as a reply.
   *
   * @param {Arguments} args
   */
  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.words = data.plan.words;
    // After an end, only the next take may be started: its recordings are expected.
    if (!this.aborter) this.start.disabled = data.take === this.take;
    const { waiting } = this;
    if (!waiting) return;
    if (data.received.includes(waiting.to)) waiting.received();
    if (data.reply && waiting.to === data.reply.to) waiting.resolve(data.reply);
  }

  /** @param {boolean} on */
  switchSound(on) {
    this.sound.switch(on);
    this.stage.sound(on);
  }

  /** @param {string} why */
  abort(why) {
    this.aborter?.abort(new Trouble(why));
  }

  async run() {
    if (this.aborter) return;
    const { plan, take } = this.data;
    this.aborter = new AbortController();
    this.pace = new Pace(this.aborter.signal);
    this.plan = plan;
    this.take = take;
    this.trouble.textContent = "";
    this.start.disabled = true;
    this.sound.wake();
    let why = "done";
    try {
      await this.guide();
    } catch (error) {
      const known = error instanceof Trouble ? error : undefined;
      why = known?.why ?? "mistake";
      if (!known) console.error(error);
      this.trouble.textContent = known?.sentence ?? this.words.trouble[why];
      this.trouble.scrollIntoView?.({ block: "nearest" });
    } finally {
      this.release();
    }
    if (this.root.host.isConnected) this.send("ended", { take, why });
  }

  // Free the camera, the screen and the lock, however the take ended.
  release() {
    this.aborter?.abort(new Trouble("stopped"));
    this.aborter = undefined;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.unlock?.();
    this.unlock = undefined;
    this.awake?.release().catch(() => {});
    this.awake = undefined;
    document.removeEventListener("visibilitychange", this.onHidden);
    window.speechSynthesis?.cancel();
    this.sound.end();
    this.stage.close();
  }

  async guide() {
    const { plan } = this;
    const stream = await this.openStage();
    this.tell("ready");
    await this.countdown("view", this.phrase("ready"), plan.ready_s);
    await this.tryOut(stream);
    for (const [index, { leg, cues }] of plan.legs.entries()) {
      const next = plan.legs[index + 1]?.leg;
      await this.recordLeg(stream, leg, cues, next);
    }
    this.tell("done");
    this.stage.show("words", this.phrase("done"));
    await this.pace.pause(GOOD_S);
  }

  // Aborted when the take is given up, by the person or by what happens.
  signal() {
    if (!this.aborter) throw new Trouble("stopped");
    return this.aborter.signal;
  }

  async openStage() {
    const signal = this.signal();
    this.unlock = await oneTakeOnly();
    const stream = await openCamera();
    if (signal.aborted || !this.root.host.isConnected) {
      stream.getTracks().forEach((track) => track.stop());
      throw signal.reason ?? new Trouble("stopped");
    }
    this.stream = stream;
    stream.getVideoTracks()[0].onended = () => this.abort("lost");
    document.addEventListener("visibilitychange", this.onHidden);
    navigator.wakeLock?.request("screen").then(
      (lock) => {
        if (signal.aborted) lock.release();
        else this.awake = lock;
      },
      () => {},
    );
    this.stage.open(stream);
    this.watcher = new Watcher(this.stage.video, this.data.watch);
    this.watcher.start(this.take, signal);
    return stream;
  }

  /**
   * A trial recording, until it is good or the person goes on anyway.
   *
   * @param {MediaStream} stream
   */
  async tryOut(stream) {
    const { plan, stage } = this;
    let anyway = false;
    stage.buttons.anyway.onclick = () => {
      anyway = true;
      this.pace.hurry?.();
    };
    for (let trial = 1; !anyway; trial += 1) {
      if (trial > MOST_TRIALS) throw new Trouble("trials");
      this.tell("trial");
      const recording = new Recording(stream, plan, this.signal());
      await this.countdown("view", this.phrase("trial"), plan.trial_s, true);
      const blob = await recording.end();
      if (anyway) break;
      stage.show("view", this.phrase("looking"));
      const reply = await this.patiently("view", this.ask(`trial-${trial}`, "", blob));
      if (anyway) break;
      if (reply.verdict === "good") {
        await this.showGood(reply.cards);
        break;
      }
      stage.offer("anyway", true);
      for (const card of reply.cards) {
        this.sound.say(`${card.text}: ${card.small}.`);
        await this.countdown("view", card, plan.card_s);
      }
      if (!anyway) await this.countdown("view", reply.cards[0], plan.place_s);
    }
    stage.offer("anyway", false);
  }

  /** @param {Reply["cards"]} cards */
  async showGood(cards) {
    const praise = cards.length ? "good_enough" : "good";
    this.tell(praise);
    this.stage.show("view", this.phrase(praise));
    await this.pace.pause(GOOD_S);
    const { plan } = this;
    for (const card of cards) {
      this.sound.say(`${card.text}: ${card.small}.`);
      await this.countdown("view", card, plan.card_s);
    }
  }

  /**
   * @param {MediaStream} stream
   * @param {Leg} leg
   * @param {Cue[]} cues
   * @param {Leg | undefined} next
   */
  async recordLeg(stream, leg, cues, next) {
    const { plan, stage } = this;
    for (let attempt = 1;; attempt += 1) {
      this.tell("place", leg);
      await this.countdown("view", this.phrase("place", leg), plan.place_s);
      const recording = new Recording(stream, plan, this.signal());
      const trouble = await this.follow(cues, leg);
      const blob = await recording.end();
      if (trouble) {
        if (attempt >= MOST_ATTEMPTS) throw new Trouble(trouble);
        this.tell(trouble, leg);
        await this.countdown("words", this.phrase(trouble, leg), plan.card_s);
        continue;
      }
      stage.show("words", this.phrase("sending"));
      const answer = this.ask(`${leg}-${attempt}`, leg, blob);
      if (next) await this.rest(next, answer);
      const reply = await this.patiently("words", answer);
      if (reply.verdict === "good") return;
      for (const card of reply.cards) {
        this.sound.say(`${card.text}. ${this.phrase("again", leg).say}`);
        await this.countdown("words", card, plan.card_s);
      }
    }
  }

  /**
   * Wait for an answer; who waits long is told that the computer is slow.
   *
   * @param {"view" | "words"} look
   * @param {Promise<Reply>} answer
   */
  async patiently(look, answer) {
    const timer = setTimeout(() => {
      this.tell("slow");
      this.stage.show(look, this.phrase("slow"));
    }, SLOW_S * 1000);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Rest; if the recording turns out bad, the rest is for the same leg.
   *
   * @param {Leg} next
   * @param {Promise<Reply>} answer
   */
  async rest(next, answer) {
    const { stage, plan } = this;
    answer.catch(() => {});
    this.tell("rest", next);
    stage.offer("skip", true);
    stage.buttons.skip.onclick = () => this.pace.hurry?.();
    await this.countdown("words", this.phrase("rest", next), plan.rest_s);
    stage.offer("skip", false);
  }

  /**
   * The cues of a leg at their pace, with a look between them: a foot that is not lifted
   * is waited for, a squat that was not seen is asked for once more.
   *
   * @param {Cue[]} cues
   * @param {Leg} leg
   * @returns {Promise<"no_lift" | "no_squats" | undefined>} Why it makes no sense.
   */
  async follow(cues, leg) {
    const begin = performance.now();
    const { watcher } = this;
    let spare_s = this.plan.spare_s;
    let due = 0;
    let missed = 0;
    let down = 0;
    let downAt = 0;
    /**
     * @param {string} name
     * @param {() => boolean} isDone
     */
    const insist = async (name, isDone = () => false) => {
      const from = due;
      this.tell(name, leg);
      this.stage.show("words", this.phrase(name, leg), { recorded: true });
      await this.pace.until(begin, from + INSIST_S, () => {
        if (isDone()) this.pace.hurry?.();
      });
      due = Math.min((performance.now() - begin) / 1000, from + INSIST_S);
      spare_s -= due - from;
    };
    for (let number = 0; number < cues.length; number += 1) {
      const cue = cues[number];
      const from = due;
      due += cue.seconds;
      if (cue.move === "down") [down, downAt] = [number, performance.now()];
      if (watcher) watcher.cue = cue.move;
      await this.showCue(cue, begin, from, due);
      if (cue.move === "lift") {
        const wrong = () => watcher?.lifting(leg, begin + 1000 * from);
        for (let asked = 0, name = wrong(); name; asked += 1, name = wrong()) {
          if (asked > MOST_IN_A_ROW || spare_s < INSIST_S) return "no_lift";
          await insist(name, () => !wrong());
          if (!wrong()) due += SETTLE_S; // a moment on one leg, as after every lift
        }
        await this.pace.until(begin, due, () => {});
      }
      if (cue.move !== "up") continue;
      const wrong = watcher?.squatting(leg, downAt);
      missed = wrong ? missed + 1 : 0;
      if (!wrong) continue;
      if (missed > MOST_IN_A_ROW) return "no_squats";
      const again_s = INSIST_S + (performance.now() - downAt) / 1000;
      if (spare_s < again_s) continue;
      await insist(wrong);
      spare_s -= again_s - INSIST_S;
      number = down - 1;
    }
    const asked = cues.filter(({ move }) => move === "up").length;
    return missed && missed >= asked ? "no_squats" : undefined;
  }

  /**
   * @param {Cue} cue
   * @param {number} begin Of all cues.
   * @param {number} from
   * @param {number} due
   */
  async showCue(cue, begin, from, due) {
    this.sound.say(cue.say);
    this.sound.tone(cue.move === "down" || cue.move === "up" ? cue.move : "begin");
    this.stage.show("words", cue, { squat: cue.squat > 0, recorded: true });
    await this.pace.until(begin, due, (now) => {
      const share = cue.seconds ? (now - from) / cue.seconds : 1;
      if (!cue.squat) this.stage.bar(share);
      this.stage.depth(depthAt(cue.move, share));
    });
  }

  /**
   * @param {"view" | "words"} look
   * @param {Phrase} phrase
   * @param {number} seconds
   * @param {boolean} [recorded]
   */
  async countdown(look, phrase, seconds, recorded = false) {
    const begin = performance.now();
    let shown = NaN;
    this.stage.show(look, phrase, { recorded });
    await this.pace.until(begin, seconds, (now) => {
      const left = Math.ceil(seconds - now);
      this.stage.bar(now / seconds);
      if (left === shown) return;
      shown = left;
      this.stage.count.textContent = String(left);
      if (left <= TICKS_S) this.sound.tone("tick");
    });
  }

  /**
   * Hand a recording over and wait for what the app says about it. A connection that
   * breaks takes what is on its way with it, so it is sent again; the app knows it by id.
   *
   * @param {string} id
   * @param {Leg | ""} leg
   * @param {Blob} blob
   * @returns {Promise<Reply>}
   */
  async ask(id, leg, blob) {
    const signal = this.signal();
    const b64 = await asText(blob);
    return new Promise((resolve, reject) => {
      const hand = () =>
        this.send("recording", { take: this.take, id, leg, mime: blob.type, b64 });
      const again = setInterval(hand, SEND_AGAIN_S * 1000);
      const silent = () => giveUp(new Trouble("silent"));
      let timer = setTimeout(silent, PATIENCE_S * 1000);
      let isReceived = false;
      const leave = () => {
        clearInterval(again);
        clearTimeout(timer);
      };
      const giveUp = (/** @type {unknown} */ why) => {
        leave();
        reject(why);
      };
      signal.addEventListener("abort", () => giveUp(signal.reason), { once: true });
      this.waiting = {
        to: id,
        received: () => {
          if (isReceived) return;
          isReceived = true;
          leave();
          timer = setTimeout(silent, LOOKING_S * 1000);
        },
        resolve: (reply) => {
          leave();
          if (reply.verdict === "end") reject(new Trouble("app", reply.cards[0].text));
          else resolve(reply);
        },
      };
      hand();
    });
  }

  /**
   * What names no leg is the same for both.
   * @param {string} name
   * @param {Leg} leg
   */
  phrase(name, leg = "right") {
    return this.words.between[name][leg];
  }

  /**
   * @param {string} name
   * @param {Leg} [leg]
   */
  tell(name, leg) {
    this.sound.say(this.phrase(name, leg).say);
  }
}

/**
 * Where the body should be: 0 upright, 1 deepest.
 *
 * @param {Cue["move"]} move
 * @param {number} share Of the time of this movement.
 */
function depthAt(move, share) {
  if (move === "down") return share;
  if (move === "up") return 1 - share;
  return move === "hold" ? 1 : 0;
}

/** @type {WeakMap<ShadowRoot, GuidedTake>} */
const takes = new WeakMap();

/** @param {Arguments} args */
export default function (args) {
  const root = args.parentElement;
  const known = takes.get(root);
  if (known) known.update(args);
  else takes.set(root, new GuidedTake(root, args));
  // Also called when only the data has changed: end the take only if the page left.
  return () =>
    setTimeout(() => {
      if (root.host.isConnected) return;
      takes.get(root)?.release();
      takes.delete(root);
    });
}
