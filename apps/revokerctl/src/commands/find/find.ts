import type { ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { place } from '../../cli/words.js';
import { behindAsJson } from '../../kafka/behind-transaction.js';
import { describeOutcome } from '../../outcomes/describe-outcome.js';
import { Term } from '../../outcomes/term.js';
import { search } from '../../search/search.js';
import type { DeadLetterSighting, Sighting, SightingState } from '../../search/sighting.js';

export interface FindOptions {
  readonly json?: true;
}

export async function find(tool: Tool, text: string, { json }: FindOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const { sightings, deadLetters, behind, exitCode } = await search(tool, kafka, setup, new Term(text));
  const { terminal } = tool;
  if (json) {
    sightings.forEach((sighting) => terminal.json({ kind: 'revocation', ...sighting }));
    deadLetters.forEach((letter) => terminal.json({ kind: 'dead-letter', ...letter }));
    behind.forEach((each) => terminal.json({ kind: 'behind-transaction', ...behindAsJson(each) }));
  } else {
    terminal.print(...sightings.flatMap(describeSighting), ...deadLetters.flatMap(describeLetter));
  }
  return exitCode;
}

const STATES: Readonly<Record<SightingState, string>> = {
  waiting: 'waiting to be read',
  open: 'open',
  settled: 'settled',
  forgotten: 'settled, and forgotten by the ledger since',
  unknown: 'nothing says what became of it: see "revokerctl audit"',
};

function describeSighting(sighting: Sighting): readonly string[] {
  const { revocationId, state, eventType, eventId, who, openedAt, outcome, places } = sighting;
  const { steps = [], asked = [] } = sighting;
  const since = openedAt === undefined ? '' : ` since ${openedAt}`;
  return [
    `${eventType ?? 'Event'} ${eventId ?? '(gone by retention)'} of ${who ?? 'nobody it names'}: ${STATES[state]}${since}`,
    `  revocation ${revocationId}, lane ${sighting.lane}`,
    ...steps.map((step) => `  ${step}`),
    ...asked.map(({ what, until }) => `  ${what} waits until ${until} because PingOne asked for it`),
    ...(outcome ? describeOutcome(outcome).map((line) => `  ${line}`) : []),
    `  ${describePlaces(places)}`,
    '',
  ];
}

export function describePlaces({ events, ledger, outcomes }: Sighting['places']): string {
  return [
    ...events.map((at, index) => `${index === 0 ? 'event' : 'repeat'} ${place(at)}`),
    ...(ledger ? [`ledger ${place(ledger)}`] : []),
    ...outcomes.map((at) => `outcome ${place(at)}`),
  ].join(', ');
}

function describeLetter({ code, message, origin, place: at }: DeadLetterSighting): readonly string[] {
  return [`Dead letter ${code}: ${message}`, `  read at ${place(origin)}, dead letter ${place(at)}`, ''];
}
