// Spoken cues, by a voice of this device, and tones that keep the pace without one.

const TONES_HZ = { down: 330, up: 660, tick: 880, begin: 990 };
const TONE_S = 0.14;

export class Sound {
  /** @param {string} language */
  constructor(language) {
    this.language = language;
    this.on = true;
    /** @type {AudioContext | undefined} */
    this.context = undefined;
  }

  // Browsers let a page make sounds only after a click: call this in one.
  wake() {
    if (window.AudioContext) this.context ??= new AudioContext();
    this.context?.resume();
    if (window.speechSynthesis) {
      speechSynthesis.getVoices(); // some browsers load them when first asked
      speechSynthesis.cancel();
    }
  }

  // Only voices of this device: others would send what is said to a server.
  voice() {
    const own = (window.speechSynthesis?.getVoices() ?? []).filter(
      (each) => each.localService && each.lang.startsWith(this.language),
    );
    return own.find((each) => each.default) ?? own[0];
  }

  /** @param {string | undefined} words */
  say(words) {
    const voice = this.voice();
    if (!this.on || !words || !voice) return;
    speechSynthesis.cancel();
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    speechSynthesis.speak(spoken);
  }

  /** @param {keyof typeof TONES_HZ} name */
  tone(name) {
    const { context } = this;
    if (!this.on || context?.state !== "running") return;
    const from = context.currentTime;
    const source = context.createOscillator();
    const volume = context.createGain();
    source.frequency.value = TONES_HZ[name];
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
    source.connect(volume).connect(context.destination);
    source.start(from);
    source.stop(from + TONE_S);
  }

  /** @param {boolean} on */
  switch(on) {
    this.on = on;
    if (!on) window.speechSynthesis?.cancel();
  }

  end() {
    this.context?.close();
    this.context = undefined;
  }
}
