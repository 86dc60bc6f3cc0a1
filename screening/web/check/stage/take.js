// The take from the click to the last foot on the floor, without a hand.

/** @import { Arguments, Cue, Leg, Phrase, Reply } from "./messages.d.ts" */

import { asText, oneTakeOnly, openCamera, Recording, Trouble } from "./camera.js";
import { Pace } from "./pace.js";
import { Sound } from "./sound.js";
import { one, Stage } from "./stage.js";

const PATIENCE_S = 120;
const SEND_AGAIN_S = 30;
const MOST_TRIALS = 8;
const CARD_S = 3.5;
const GOOD_S = 2.5;
const TICKS_S = 3;

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
    /** @type {{ to: string, resolve: (reply: Reply) => void } | undefined} */
    this.waiting = undefined;
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
    if (data.reply && this.waiting?.to === data.reply.to) {
      this.waiting.resolve(data.reply);
    }
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
      const reply = await this.ask(`trial-${trial}`, "", blob);
      if (anyway) break;
      if (reply.verdict === "good") {
        await this.showGood(reply.cards);
        break;
      }
      stage.offer("anyway", true);
      for (const card of reply.cards) {
        this.sound.say(`${card.text}: ${card.small}.`);
        await this.countdown("view", card, CARD_S);
      }
      if (!anyway) await this.countdown("view", reply.cards[0], plan.place_s);
    }
    stage.offer("anyway", false);
  }

  /** @param {Reply["cards"]} cards */
  async showGood(cards) {
    this.tell("good");
    this.stage.show("view", this.phrase("good"));
    await this.pace.pause(GOOD_S);
    for (const card of cards) {
      this.sound.say(`${card.text}: ${card.small}.`);
      await this.countdown("view", card, CARD_S);
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
      await this.follow(cues);
      const blob = await recording.end();
      stage.show("words", this.phrase("sending"));
      const answer = this.ask(`${leg}-${attempt}`, leg, blob);
      if (next) await this.rest(next, answer);
      const reply = await answer;
      if (reply.verdict === "good") return;
      for (const card of reply.cards) {
        this.sound.say(`${card.text}. ${this.phrase("again", leg).say}`);
        await this.countdown("words", card, CARD_S);
      }
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
   * The cues of a leg at their pace; times are counted from the start of all of them.
   *
   * @param {Cue[]} cues
   */
  async follow(cues) {
    const begin = performance.now();
    let due = 0;
    for (const cue of cues) {
      const from = due;
      due += cue.seconds;
      this.sound.say(cue.say);
      this.sound.tone(cue.move === "down" || cue.move === "up" ? cue.move : "begin");
      this.stage.show("words", cue, { squat: cue.squat > 0, recorded: true });
      await this.pace.until(begin, due, (now) => {
        const share = cue.seconds ? (now - from) / cue.seconds : 1;
        if (!cue.squat) this.stage.bar(share);
        this.stage.depth(depthAt(cue.move, share));
      });
    }
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
      const timer = setTimeout(() => giveUp(new Trouble("silent")), PATIENCE_S * 1000);
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
