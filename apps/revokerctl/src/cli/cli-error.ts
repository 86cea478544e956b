/** How revokerctl ends; docs/reference/revokerctl.md has the same table. */
export const EXIT = {
  /** Done, and nothing is wrong. */
  ok: 0,
  /** It looked, and found problems: they are in the output. */
  problems: 1,
  /** The command line or the settings are wrong; nothing was done. */
  usage: 2,
  /** Kafka cannot be reached, refuses us, or stopped answering. */
  unavailable: 3,
  /** What was asked for does not exist. */
  notFound: 4,
  /** The ledger holds what this version cannot read: it is newer, or damaged. */
  unreadable: 5,
  /** A fault of revokerctl itself (EX_SOFTWARE), or an output that cannot be written. */
  fault: 70,
  /** Ctrl-C or SIGTERM before the end (128 + SIGINT, as shells have it). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command: one sentence for a person, and the exit code for whatever started it. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly exitCode: Exclude<ExitCode, 0>,
    sentence: string,
  ) {
    super(sentence);
  }
}
