import { type CommandClient, type KnownEntry, type WatchedEntries, whoOf } from '#libs/operations';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { refuseUnreadable } from './open-commands.js';

export interface Asked {
  /** The id of a revocation or of an event. */
  readonly term: string;
  readonly watched: WatchedEntries;
}

/**
 * The revocation that is meant: the only one in that state, else the only one.
 *
 * @throws CliError where there is none, where the ledger holds what cannot be read
 *   (it may be in there), or where it takes more to choose
 */
export function chooseEntry(
  { term, watched }: Asked,
  preferred: KnownEntry['state'],
  commands: CommandClient,
  setup: KafkaSetup,
): KnownEntry {
  const found = watched.all;
  const inState = found.filter(({ state }) => state === preferred);
  const [only] = inState.length === 1 ? inState : found;
  if (!only) {
    refuseUnreadable(commands, setup);
    throw new CliError(
      EXIT.notFound,
      watched.found.size > 0
        ? `The ledger has forgotten "${term}": its retention is over.`
        : `The ledger knows no revocation and no event with the id "${term}" ("revokerctl find" looks everywhere).`,
    );
  }
  if (inState.length !== 1 && found.length > 1) {
    const ids = found.map(({ revocationId, lane, state }) => `${revocationId} (lane ${lane}, ${state})`);
    throw new CliError(
      EXIT.usage,
      `"${term}" has ${found.length} revocations, say which one: ${ids.join(', ')}.`,
    );
  }
  return only;
}

/** "user.deprovisioned evt-7 of user 55a8…". */
export function describeEntry(entry: KnownEntry): string {
  const { eventType, eventId, who } =
    entry.state === 'open' ? entry : { ...entry.outcome, who: whoOf(entry.outcome ?? {}) };
  return `${eventType ?? 'event'} ${eventId ?? ''} of ${who}`;
}
