import type { BehindTransaction } from '#libs/kafka';
import { CliError } from '../cli/cli-error.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Tool } from '../tool.js';
import { behindTransactions, describeBehind } from '../kafka/behind-transaction.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import { askedWaits, type LanesWait } from '../ledger/asked-waits.js';
import { sayUnreadable } from '../ledger/say-unreadable.js';
import type { Term } from '../outcomes/term.js';
import type { KafkaSetup } from '../settings/kafka-setup.js';
import { eventTypeOf } from '../settings/topics.js';
import { SearchBook } from './search-book.js';
import type { DeadLetterSighting, Sighting } from './sighting.js';

export interface SearchResult {
  readonly sightings: readonly Sighting[];
  readonly deadLetters: readonly DeadLetterSighting[];
  /** What could not be looked at, and has been said so: it waits for the end of a transaction. */
  readonly behind: readonly BehindTransaction[];
  /** `unreadable` where part of the ledger could not be read, and has been said so. */
  readonly exitCode: ExitCode;
}

/** Reads everything for one term. @throws CliError where there is no ledger, or nothing is found */
export async function search(
  tool: Tool,
  kafka: KafkaAccess,
  setup: KafkaSetup,
  term: Term,
): Promise<SearchResult> {
  const { topics } = setup;
  const ledger = await kafka.ranges(topics.ledger);
  const book = new SearchBook(term, { lanes: ledger.length, ledger: topics.ledger });
  const inputs = [];
  for (const topic of Object.values(topics.inputs)) {
    inputs.push(...(await kafka.ranges(topic)));
  }
  // In the order in which things come about: whatever a later topic tells of is known from the earlier ones.
  await each(tool, 'Events', inputs, kafka.read(inputs), (record) => {
    const type = eventTypeOf(topics, record.topic);
    if (type) {
      book.addEvent(record, type);
    }
  });
  const changes = await kafka.ends(topics.ledger);
  await each(tool, 'Ledger', changes, kafka.ledger(changes), (change) => book.addLedger(change));
  const outcomes = await kafka.ranges(topics.completed);
  await each(tool, 'Outcomes', outcomes, kafka.read(outcomes), (record) => book.addOutcome(record));
  const letters = await kafka.ranges(topics.deadLetter);
  await each(tool, 'Dead letters', letters, kafka.read(letters), (record) => book.addDeadLetter(record));
  const behind = await behindTransactions(kafka, Object.values(topics.inputs));
  behind.forEach((each) => tool.terminal.note(`Not looked at: ${describeBehind(each, tool.now())}`));
  const exitCode = sayUnreadable(tool.terminal, topics.ledger, book.unreadable);
  const found = book.sightings();
  const sightings = found.some(({ state }) => state === 'open')
    ? withWaits(found, await askedWaits(tool, kafka, setup, ledger.length))
    : found;
  if (sightings.length === 0 && book.deadLetters.length === 0) {
    // Where part of the ledger could not be read, it is not known not to exist.
    throw exitCode === EXIT.ok
      ? new CliError(EXIT.notFound, `Nothing in the topics of the service mentions "${term.text}".`)
      : new CliError(exitCode, `Nothing that can be read mentions "${term.text}".`);
  }
  return { sightings, deadLetters: book.deadLetters, behind, exitCode };
}

function withWaits(sightings: readonly Sighting[], waits: readonly LanesWait[]): readonly Sighting[] {
  return sightings.map((sighting) => {
    const asked = waits
      .filter(({ lanes }) => sighting.state === 'open' && lanes.includes(sighting.lane))
      .map(({ what, until }) => ({ what, until }));
    return asked.length === 0 ? sighting : { ...sighting, asked };
  });
}

async function each<Item>(
  { terminal }: Tool,
  what: string,
  ranges: readonly { readonly from: bigint; readonly until: bigint }[],
  items: AsyncIterable<Item>,
  take: (item: Item) => void,
): Promise<void> {
  using progress = terminal.progress(
    what,
    ranges.reduce((sum, { from, until }) => sum + Number(until - from), 0),
  );
  for await (const item of items) {
    take(item);
    progress.add(1);
  }
}
