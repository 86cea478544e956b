/** The settings that decide; times in milliseconds. */
export interface RevocationPolicy {
  readonly defaultEnvironmentId: string;
  /** Those that events may name, the default one among them. */
  readonly environmentIds: readonly string[];
  /** PingOne's maximum is not documented: a setting. */
  readonly maxTokensPerJob: number;
  /** From the submit; a job that is not at its end by then is given up. */
  readonly jobDeadlineMs: number;
  /** How long after a submit that was never answered its effect may still show. */
  readonly inDoubtGraceMs: number;
  /** Submits of a group that a short count or a lost job may cost, the first included. */
  readonly maxSubmitsPerGroup: number;
  /** Whether tokens are read back before the outcome: never, where a count falls short, or always. */
  readonly verify: 'never' | 'shortfall' | 'always';
  /** Whether all sessions of a deprovisioned user are ended. */
  readonly userSessions: 'end' | 'leave';
  /** Whether the session of a token that PingOne does not revoke is ended instead, where it is known. */
  readonly tokenFallback: 'end-session' | 'none';
  /** `first`: an event that names its user otherwise than by id waits until the id is known, so that nobody who is protected by id is touched. */
  readonly identifyUsers: 'first' | 'as-needed';
  /** Whether the owner of a token that an event names is looked up before the token is revoked. */
  readonly tokenOwners: 'check' | 'trust';
  /** An event that is read so long after it was published comes late: the person may have come back since. */
  readonly lateEventMs: number;
  /** By how much the clocks of two machines may differ. */
  readonly clockToleranceMs: number;
  /** How long a token waits for its application's credentials to be accepted. */
  readonly credentialsDeadlineMs: number;
}
