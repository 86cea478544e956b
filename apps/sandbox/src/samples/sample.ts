import type { DeadLetterCode, FailureCode, OutcomeStatus } from '#libs/contracts';
import type { InputTopic } from '../testbed/names.js';
import type { SampleWorld } from './sample-world.port.js';

/** An event, good or bad, and beside it what must become of it. */
export interface Sample {
  /** For a person who watches. */
  readonly title: string;
  readonly topic: InputTopic;
  /** Of the record. The answers have the same, and no other sample has it: so they find each other. */
  readonly key: string;
  /** One, or as often as it is published. */
  readonly messages: readonly SampleMessage[];
  readonly expected: Expected;
}

export interface SampleMessage {
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export type Expected = ExpectedOutcome | { readonly kind: 'dead-letter'; readonly code: DeadLetterCode };

export interface ExpectedOutcome {
  readonly kind: 'outcome';
  readonly status: OutcomeStatus;
  /** Of the failure; absent where there must be none. */
  readonly code?: FailureCode;
  /** Rules that the event breaks: field and name. */
  readonly violations?: readonly string[];
  /** OATH tokens, as the outcome counts them. */
  readonly requested: number | null;
  readonly revoked: number | null;
  readonly remaining: number | null;
  /** Kind and status of each step, in no particular order. */
  readonly steps: readonly string[];
  /** What the outcome says was left: kind of the step, how many, why. Nothing unless set. */
  readonly left?: readonly string[];
  /** What PingOne itself must have on record. */
  readonly atPingOne: AtPingOne;
}

export interface AtPingOne {
  /** OATH tokens that this event deletes, each once. */
  readonly deleted?: readonly string[];
  /** OATH tokens that it must not touch. */
  readonly kept?: readonly string[];
  /** Sessions that this event ends, each once. */
  readonly endedSessions?: readonly string[];
  /** Sessions that it must not touch. */
  readonly keptSessions?: readonly string[];
  readonly oauthTokens?: readonly {
    readonly token: string;
    readonly result: 'revoked' | 'already-revoked' | 'unsupported_token_type' | 'never-sent';
  }[];
}

/** Makes what the event is about, and the event. */
export type SampleMaker = (world: SampleWorld) => Sample;
