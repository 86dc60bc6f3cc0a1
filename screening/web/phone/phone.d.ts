// What the app tells the phone's page, for the type check.

export interface Words {
  sending: string;
  sent: string;
  too_large: string;
  too_much: string;
  no_room: string;
  broken: string;
  gone: string;
  ended: string;
  most_bytes: number;
}

export interface Clip {
  name: string;
  share: number;
  text: string;
}
