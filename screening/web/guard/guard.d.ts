// What the app tells the script that watches over a page, for the type check.

export interface Memory {
  server: string;
  asks: boolean;
}

export interface GuardArguments {
  parentElement: ShadowRoot;
  data: Memory & {
    address: string;
    new_server: string;
    language: string;
    chosen: string;
    cookie: string;
  };
}
