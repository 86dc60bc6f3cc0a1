// What is seen during a take: the mirrored picture, the cue, the time that is left.

const LEAST_PX = 24;

class Stage {
  constructor(root, words) {
    const one = (name) => root.querySelector(name);
    this.dialog = one(".stage");
    this.video = one("video");
    this.frame = one(".frame");
    this.text = one(".text span");
    this.small = one(".small");
    this.count = one(".count");
    this.bob = one(".bob");
    this.time = one(".time div");
    this.buttons = Object.fromEntries(
      ["stop", "sound", "anyway", "skip"].map((name) => [name, one(`.${name}`)]),
    );
    this.words = words;
    this.dialog.setAttribute("aria-label", words.title);
    one(".recording .word").textContent = words.recording;
    this.buttons.stop.textContent = words.buttons.stop;
    this.buttons.anyway.textContent = words.buttons.anyway;
    this.buttons.skip.textContent = words.buttons.skip;
    new ResizeObserver(() => this.fit()).observe(this.dialog);
  }

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
    if (videoHeight) this.frame.style.setProperty("--ratio", videoWidth / videoHeight);
  }

  // look: "view" shows the person and the outline, "words" little but the cue.
  show(look, { text, small = "", count = "" }, { squat = false, recorded = false } = {}) {
    this.dialog.className = ["stage", look, squat && "squat", recorded && "recorded"]
      .filter(Boolean)
      .join(" ");
    this.text.textContent = text;
    this.small.textContent = small;
    this.count.textContent = count;
    this.bar(0);
    this.fit();
  }

  sound(on) {
    const { sound_on, sound_off } = this.words.buttons;
    this.buttons.sound.textContent = on ? sound_on : sound_off;
  }

  offer(name, there) {
    const button = this.buttons[name];
    if (!there && button.matches(":focus")) this.buttons.stop.focus();
    button.hidden = !there;
  }

  bar(share) {
    this.time.style.width = `${100 * Math.min(share, 1)}%`;
  }

  // Where the body should be: 0 upright, 1 deepest.
  depth(share) {
    this.bob.style.top = `${100 * share}%`;
  }

  // As large as the words fit, in as many lines as they need.
  fit() {
    const { text } = this;
    if (!this.dialog.open || !text.textContent) return;
    const room = text.parentElement;
    const fits = (px) => {
      text.style.fontSize = `${px}px`;
      return text.offsetWidth <= room.clientWidth && text.offsetHeight <= room.clientHeight;
    };
    let [small, large] = [LEAST_PX, Math.max(window.innerWidth, window.innerHeight) / 2];
    while (large - small > 2) {
      const middle = (small + large) / 2;
      if (fits(middle)) small = middle;
      else large = middle;
    }
    text.style.fontSize = `${Math.floor(small)}px`;
  }
}
