// What passes between the app (protocol.py, trial.py, guided_take.py) and the recorder
// in the browser, for the type check of the scripts beside this file.

export type Leg = "left" | "right";

export interface Phrase {
  text: string;
  small?: string;
  say?: string;
}

export interface Cue {
  move: "still" | "lift" | "stand" | "down" | "hold" | "up" | "lower";
  seconds: number;
  text: string;
  small: string;
  say: string;
  squat: number;
}

export interface Words {
  language: string;
  title: string;
  recording: string;
  between: Record<string, Record<Leg, { text: string; small: string; say: string }>>;
  buttons: Record<
    "start" | "stop" | "anyway" | "skip" | "sound_on" | "sound_off",
    string
  >;
  trouble: Record<string, string>;
}

export interface Plan {
  legs: { leg: Leg; cues: Cue[] }[];
  ready_s: number;
  trial_s: number;
  place_s: number;
  rest_s: number;
  card_s: number;
  spare_s: number;
  bits_per_s: number;
  largest_message_bytes: number;
  words: Words;
}

export interface Reply {
  to: string;
  verdict: "good" | "again" | "end";
  cards: { text: string; small: string }[];
}

// One look at the person, at a time of performance.now().
export interface Look {
  at: number;
  stance: Leg | "both" | "";
  drop_leg: number;
}

// A recording that was handed over.
export interface Waiting {
  to: string;
  received: () => void;
  resolve: (reply: Reply) => void;
}

export interface Sent {
  recording: { take: string; id: string; leg: Leg | ""; mime: string; b64: string };
  ended: { take: string; why: string };
}

// What Streamlit calls a component with.
export interface Arguments {
  parentElement: ShadowRoot;
  data: {
    plan: Plan;
    take: string;
    received: string[];
    reply: Reply | null;
    watch: string;
  };
  setTriggerValue: <Name extends keyof Sent>(name: Name, value: Sent[Name]) => void;
}
