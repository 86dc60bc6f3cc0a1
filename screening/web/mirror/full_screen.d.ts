// What the app tells the button of the whole screen, for the type check.

export interface FullScreenArguments {
  parentElement: ShadowRoot;
  data: { label: string };
}
