/**
 * What stood between us and an answer, for people: in the alarm, in health, at the
 * doctor. It decides nothing; what to do next says the answer.
 */
export interface Trouble {
  /** The label of a metric, and what a remedy hangs on. */
  readonly cause: TroubleCause;
  /** One line in the server's or the operating system's words, scrubbed (P6). */
  readonly detail: string;
}

/** A closed list: each is a value of a label. */
export const TROUBLE_CAUSES = [
  /** There is no connection. */
  'name-unknown',
  'connection-refused',
  'unreachable',
  'no-connection',
  'certificate-untrusted',
  'certificate-wrong-host',
  'certificate-expired',
  'tls-failed',
  /** There was a connection, and no answer. */
  'connection-reset',
  'timeout',
  'answer-unreadable',
  /** An answer that PingOne does not document. */
  'answer-unexpected',
  /** An error of something in between. */
  'gateway',
  /** An error of PingOne's own: of the server, or about a request that nothing was wrong with. */
  'server-error',
  'request-refused',
  'credentials',
  'permission',
] as const;

export type TroubleCause = (typeof TROUBLE_CAUSES)[number];
