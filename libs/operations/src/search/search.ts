import type { BehindTransaction } from '#libs/kafka';
import { askedWaits, type LanesWait } from '../installation/group-offsets.js';
import type { KafkaAccess } from '../installation/kafka-access.js';
import type { ShowProgress } from '../installation/progress.js';
import type { ServiceSetup } from '../installation/topics.js';
import { LedgerProjection, type UnreadableRecord } from '../ledger/ledger-projection.js';
import { SearchTerm } from '../records/search-term.js';
import type { DeadLetterMatch, RevocationMatch } from './match.js';
import { RevocationQuery } from './revocation-query.js';

export interface SearchResult {
  readonly revocations: readonly RevocationMatch[];
  readonly deadLetters: readonly DeadLetterMatch[];
  /** What could not be looked at: it waits for the end of a transaction. */
  readonly behind: readonly BehindTransaction[];
  /** What of the ledger could not be read: what is looked for may be in there. */
  readonly unreadable: readonly UnreadableRecord[];
}

export interface SearchOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly show: ShowProgress;
  /** The user may not read the offsets of the group: whether PingOne asked for a pause stays unknown. */
  readonly onGroupRefused: () => void;
}

/** Reads everything for one term. @throws OperationsError where a topic is missing */
export async function search(
  kafka: KafkaAccess,
  setup: ServiceSetup,
  text: string,
  { now, show, onGroupRefused }: SearchOptions,
): Promise<SearchResult> {
  const { topics } = setup;
  const inputs = Object.values(topics.inputs);
  const ledger = new LedgerProjection(await kafka.ranges(topics.ledger));
  const query = new RevocationQuery(new SearchTerm(text), topics, ledger);
  // In the order in which things come about: whatever a later topic tells of is known from the earlier ones.
  const events = (await Promise.all(inputs.map((topic) => kafka.ranges(topic)))).flat();
  await kafka.readAll(events, { stage: 'events', show }, (record) => query.addEvent(record));
  const changes = await kafka.ends(topics.ledger);
  await kafka.readAll(changes, { stage: 'ledger', show }, (record) => ledger.apply(record));
  const outcomes = await kafka.ranges(topics.completed);
  await kafka.readAll(outcomes, { stage: 'outcomes', show }, (record) => query.addOutcome(record));
  const letters = await kafka.ranges(topics.deadLetter);
  await kafka.readAll(letters, { stage: 'dead-letters', show }, (record) => query.addDeadLetter(record));
  const behind = await kafka.behindTransactions(inputs);
  const found = query.matches();
  const lanes = ledger.lanes.length;
  const revocations = found.some(({ state }) => state === 'open')
    ? withWaits(found, await askedWaits(kafka, setup, { lanes, now, onRefused: onGroupRefused }))
    : found;
  return { revocations, deadLetters: query.deadLetters, behind, unreadable: ledger.unreadable };
}

function withWaits(
  matches: readonly RevocationMatch[],
  waits: readonly LanesWait[],
): readonly RevocationMatch[] {
  return matches.map((match) => {
    const asked = waits
      .filter(({ lanes }) => match.state === 'open' && lanes.includes(match.lane))
      .map(({ what, until }) => ({ what, until }));
    return asked.length === 0 ? match : { ...match, asked };
  });
}
