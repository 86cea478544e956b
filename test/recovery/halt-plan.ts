/** Between two durable steps of a call, in their order. */
export const POINTS = [
  'before its write-ahead is committed',
  'after its write-ahead, before the request',
  'with PingOne, before the answer',
  'after the answer, before anything of it is journaled',
  'before the answer is committed',
  'after the answer is committed, before it is published',
] as const;
export type Point = (typeof POINTS)[number];

/** What is announced first, because it changes something in PingOne; the others only read. */
export const WRITES = ['submit-oath-job', 'revoke-token', 'end-session', 'end-user-session'] as const;
export const CALLS = [...WRITES, 'read-oath-job', 'read-oath-token'] as const;
export type Call = (typeof CALLS)[number];

/** What the process is to do no more of; it says so on its channel (`Halted`) and waits to be killed. */
export interface HaltPlan {
  /** Where each revocation is to be stopped, by revocation id. */
  readonly victims: Readonly<Record<string, Victim>>;
}

export interface Victim {
  readonly point: Point;
  readonly call: Call;
}

export interface Halted {
  readonly halted: string;
}
