// The take from the click to the last foot on the floor, without a hand.

const PATIENCE_S = 120;
const SEND_AGAIN_S = 30;
const MOST_TRIALS = 8;
const CARD_S = 3.5;
const GOOD_S = 2.5;
const TICKS_S = 3;

class GuidedTake {
  constructor(root, args) {
    this.root = root;
    this.update(args);
    this.sound = new Sound(this.words.language);
    this.stage = new Stage(root, this.words);
    this.start = root.querySelector(".start");
    this.trouble = root.querySelector(".trouble");
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

  // Streamlit calls again with every new piece of data, such as a reply.
  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.words = data.plan.words;
    // After an end, only the next take may be started: its recordings are expected.
    if (this.start && !this.aborter) this.start.disabled = data.take === this.take;
    if (data.reply && this.waiting?.to === data.reply.to) {
      this.waiting.resolve(data.reply);
    }
  }

  switchSound(on) {
    this.sound.switch(on);
    this.stage.sound(on);
  }

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
      why = error instanceof Trouble ? error.why : "mistake";
      if (why === "mistake") console.error(error);
      this.trouble.textContent = error.sentence ?? this.words.trouble[why];
      this.trouble.scrollIntoView?.({ block: "nearest" });
    } finally {
      this.release();
    }
    if (this.root.host?.isConnected) this.send("ended", { take, why });
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
    await this.openStage();
    this.tell("ready");
    await this.countdown("view", this.phrase("ready"), plan.ready_s);
    await this.tryOut();
    for (const [index, { leg, cues }] of plan.legs.entries()) {
      const next = plan.legs[index + 1]?.leg;
      await this.recordLeg(leg, cues, next);
    }
    this.tell("done");
    this.stage.show("words", this.phrase("done"));
    await this.pace.pause(GOOD_S);
  }

  async openStage() {
    const { signal } = this.aborter;
    this.unlock = await oneTakeOnly();
    const stream = await openCamera();
    if (signal.aborted || !this.root.host?.isConnected) {
      stream.getTracks().forEach((track) => track.stop());
      throw signal.reason ?? new Trouble("stopped");
    }
    this.stream = stream;
    stream.getVideoTracks()[0].onended = () => this.abort("lost");
    this.onHidden = () => document.hidden && this.abort("hidden");
    document.addEventListener("visibilitychange", this.onHidden);
    navigator.wakeLock?.request("screen").then(
      (lock) => {
        if (signal.aborted) lock.release();
        else this.awake = lock;
      },
      () => {},
    );
    this.stage.open(stream);
  }

  // A trial recording, until it is good or the person goes on anyway.
  async tryOut() {
    const { plan, stage } = this;
    let anyway = false;
    stage.buttons.anyway.onclick = () => {
      anyway = true;
      this.pace.hurry?.();
    };
    for (let trial = 1; !anyway; trial += 1) {
      if (trial > MOST_TRIALS) throw new Trouble("trials");
      this.tell("trial");
      const recording = new Recording(this.stream, plan, this.aborter.signal);
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

  async showGood(cards) {
    this.tell("good");
    this.stage.show("view", this.phrase("good"));
    await this.pace.pause(GOOD_S);
    for (const card of cards) {
      this.sound.say(`${card.text}: ${card.small}.`);
      await this.countdown("view", card, CARD_S);
    }
  }

  async recordLeg(leg, cues, next) {
    const { plan, stage } = this;
    for (let attempt = 1; ; attempt += 1) {
      this.tell("place", leg);
      await this.countdown("view", this.phrase("place", leg), plan.place_s);
      const recording = new Recording(this.stream, plan, this.aborter.signal);
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

  // Rest; if the recording turns out bad, the rest is for the same leg.
  async rest(next, answer) {
    const { stage, plan } = this;
    answer.catch(() => {});
    this.tell("rest", next);
    stage.offer("skip", true);
    stage.buttons.skip.onclick = () => this.pace.hurry?.();
    await this.countdown("words", this.phrase("rest", next), plan.rest_s);
    stage.offer("skip", false);
  }

  // The cues of a leg at their pace; times are counted from the start of all of them.
  async follow(cues) {
    const begin = performance.now();
    let due = 0;
    for (const cue of cues) {
      const from = due;
      due += cue.seconds;
      this.sound.say(cue.say);
      this.sound.tone({ down: "down", up: "up" }[cue.move] ?? "begin");
      this.stage.show("words", cue, { squat: cue.squat > 0, recorded: true });
      await this.pace.until(begin, due, (now) => {
        const share = cue.seconds ? (now - from) / cue.seconds : 1;
        if (!cue.squat) this.stage.bar(share);
        this.stage.depth({ down: share, hold: 1, up: 1 - share }[cue.move] ?? 0);
      });
    }
  }

  async countdown(look, phrase, seconds, recorded = false) {
    const begin = performance.now();
    let shown;
    this.stage.show(look, phrase, { recorded });
    await this.pace.until(begin, seconds, (now) => {
      const left = Math.ceil(seconds - now);
      this.stage.bar(now / seconds);
      if (left === shown) return;
      shown = left;
      this.stage.count.textContent = left;
      if (left <= TICKS_S) this.sound.tone("tick");
    });
  }

  // Hand a recording over and wait for what the app says about it. A connection that
  // breaks takes what is on its way with it, so it is sent again; the app knows it by id.
  async ask(id, leg, blob) {
    const { signal } = this.aborter;
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
      const giveUp = (why) => {
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

  // What names no leg is the same for both.
  phrase(name, leg = "right") {
    return this.words.between[name][leg];
  }

  tell(name, leg) {
    this.sound.say(this.phrase(name, leg).say);
  }
}

const takes = new WeakMap();

export default function (args) {
  const root = args.parentElement;
  const known = takes.get(root);
  if (known) known.update(args);
  else takes.set(root, new GuidedTake(root, args));
  // Also called when only the data has changed: end the take only if the page left.
  return () =>
    setTimeout(() => {
      if (root.host?.isConnected) return;
      takes.get(root)?.release();
      takes.delete(root);
    });
}
