/**
 * A part of the service that can say whether it does its work: the lanes,
 * PingOne's client.
 *
 * To implementers: `readiness` is asked on every probe. It answers at once from
 * what it knows, makes no call of its own, and does not throw. Problem and
 * details are shown to everyone who can reach the port: no id of a user or an
 * event, no secret, no credentials in a URL.
 */
export interface ReadinessSource {
  /** Key of this part in the answer, for instance `lanes`. */
  readonly name: string;
  readiness(): Readiness;
}

export type Readiness =
  /** With a problem: impaired, but at work (an outage of PingOne that is being waited out). Answers 200. */
  | { readonly ready: true; readonly problem?: string; readonly details: ReadinessDetails }
  /** The problem is one sentence that says what to look at. Answers 503. */
  | { readonly ready: false; readonly problem: string; readonly details: ReadinessDetails };

/** For instance the state of each lane. */
type ReadinessDetails = Readonly<Record<string, unknown>>;
