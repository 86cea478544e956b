/** What each topic of one installation is called. */
export interface Topics {
  readonly userDeprovisioned: string;
  readonly sessionTerminated: string;
  readonly completed: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
}

/** Topic names that nobody else uses. */
export function topicsOf(prefix: string): Topics {
  return {
    userDeprovisioned: `${prefix}.user.deprovisioned`,
    sessionTerminated: `${prefix}.session.terminated`,
    completed: `${prefix}.revocation.completed`,
    deadLetter: `${prefix}.revocation.dead-letter`,
    ledger: `${prefix}.revocation.ledger`,
    commands: `${prefix}.revocation.commands`,
  };
}

/** The settings of a service that works on them. */
export function topicSettings(topics: Topics): Readonly<Record<string, string>> {
  return {
    TOPIC_USER_DEPROVISIONED: topics.userDeprovisioned,
    TOPIC_SESSION_TERMINATED: topics.sessionTerminated,
    TOPIC_REVOCATION_COMPLETED: topics.completed,
    TOPIC_DEAD_LETTER: topics.deadLetter,
    TOPIC_LEDGER: topics.ledger,
    TOPIC_COMMANDS: topics.commands,
  };
}
