import type { Command } from 'commander';
import {
  type DeadLetterMatch,
  type MatchState,
  type RevocationMatch,
  search,
  type SearchResult,
  whoOf,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { place, time } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { behindAsJson, describeBehind } from '../../output/behind-transaction.js';
import { describeOutcome } from '../../output/describe-outcome.js';
import { groupRefused, sayUnreadable } from '../../output/notes.js';
import type { KafkaSetup } from '../../settings/kafka-setup.js';
import { describeEvidence } from './describe-evidence.js';

export function registerFind(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'find', {
    summary: 'find what is known of a user, a session, an event, a token …',
    description: [
      'Looks for an id or a name in events, ledger, outcomes and dead letters: a user (id, username, externalId),',
      'a session, an event, a revocation, an OATH token, a job, the SHA-256 of an OAuth token, a correlation id.',
      'Compared whole, without regard to case. Reads all topics. Exit code 4 if there is nothing.',
    ].join('\n'),
    examples: [
      ['find 8f0e4d1c-…', 'a user'],
      ['find evt-1001', 'an event, by its id'],
      ['find 05e84ab4-… --json', 'an OATH token; a revocation a line'],
    ],
  }).argument('<term>', 'what to look for');
  onRun(command, context, find);
}

export function registerEvidence(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'evidence', {
    summary: 'show an auditor what was done for a user',
    description: [
      'Everything that is recorded of the revocations of a user (or a session, or an event): who asked, when it',
      'occurred, was received and completed, the exposure, each step with its counts and job ids, and each answer',
      "of PingOne with the ids to find it by in PingOne's own audit log. Says whether ledger and topic agree.",
      'Exit code 1 if they do not, 4 if nothing is known.',
    ].join('\n'),
    examples: [
      ['evidence 8f0e4d1c-…', 'to read'],
      ['evidence 8f0e4d1c-… --json', 'to keep: one object'],
    ],
  }).argument('<user>', 'user id, username or externalId; any term of "find" will do');
  onRun(command, context, evidence);
}

interface FindOptions {
  readonly json?: true;
}

/** What every topic says of the term. */
interface Found extends SearchResult {
  readonly setup: KafkaSetup;
  readonly exitCode: ExitCode;
}

/** @throws CliError where nothing is found */
async function everythingOf(context: CommandContext, text: string): Promise<Found> {
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const onGroupRefused = groupRefused(context, setup);
  const found = await search(kafka, setup, text, { now: context.now(), show: terminal.show, onGroupRefused });
  found.behind.forEach((each) => terminal.note(`Not looked at: ${describeBehind(each, context.now())}`));
  const exitCode = sayUnreadable(terminal, setup.topics.ledger, found.unreadable);
  if (found.revocations.length === 0 && found.deadLetters.length === 0) {
    // Where part of the topics could not be read, it is not known not to exist.
    const isAllRead = exitCode === EXIT.ok && found.behind.length === 0;
    throw new CliError(
      exitCode === EXIT.ok ? EXIT.notFound : exitCode,
      `Nothing ${isAllRead ? 'in the topics of the service' : 'that can be read'} mentions "${text}".`,
    );
  }
  return { ...found, setup, exitCode };
}

async function find(context: CommandContext, text: string, { json }: FindOptions): Promise<ExitCode> {
  const { revocations, deadLetters, behind, exitCode } = await everythingOf(context, text);
  const { terminal } = context;
  if (json) {
    revocations.forEach((match) => terminal.json({ kind: 'revocation', ...match }));
    deadLetters.forEach((letter) => terminal.json({ kind: 'dead-letter', ...letter }));
    behind.forEach((each) => terminal.json({ kind: 'behind-transaction', ...behindAsJson(each) }));
  } else {
    terminal.print(...revocations.flatMap(describeMatch), ...deadLetters.flatMap(describeLetter));
  }
  return exitCode;
}

async function evidence(context: CommandContext, of: string, { json }: FindOptions): Promise<ExitCode> {
  const { revocations, deadLetters, setup, exitCode } = await everythingOf(context, of);
  const { ledger, completed } = setup.topics;
  const sources = { brokers: setup.kafka.brokers, ledger, outcomes: completed };
  const report = { of, madeAt: time(context.now()), sources, revocations, deadLetters };
  if (json) {
    context.terminal.json(report);
  } else {
    context.terminal.print(...describeEvidence(report));
  }
  return revocations.some(({ published }) => published === 'different') ? EXIT.problems : exitCode;
}

const STATES: Readonly<Record<MatchState, string>> = {
  waiting: 'waiting to be read',
  open: 'open',
  settled: 'settled',
  forgotten: 'settled, and forgotten by the ledger since',
  unknown: 'nothing says what became of it: see "revokerctl audit"',
};

function describeMatch(match: RevocationMatch): readonly string[] {
  const { revocationId, state, eventType, eventId, who, openedAt, outcome, places } = match;
  const { steps = [], asked = [] } = match;
  const since = openedAt === undefined ? '' : ` since ${openedAt}`;
  return [
    `${eventType ?? 'Event'} ${eventId ?? '(gone by retention)'} of ${who ?? whoOf({})}: ${STATES[state]}${since}`,
    `  revocation ${revocationId}, lane ${match.lane}`,
    ...steps.map((step) => `  ${step}`),
    ...asked.map(({ what, until }) => `  ${what} waits until ${until} because PingOne asked for it`),
    ...(outcome ? describeOutcome(outcome).map((line) => `  ${line}`) : []),
    `  ${describePlaces(places)}`,
    '',
  ];
}

function describePlaces({ events, ledger, outcomes }: RevocationMatch['places']): string {
  return [
    ...events.map((at, index) => `${index === 0 ? 'event' : 'repeat'} ${place(at)}`),
    ...(ledger ? [`ledger ${place(ledger)}`] : []),
    ...outcomes.map((at) => `outcome ${place(at)}`),
  ].join(', ');
}

function describeLetter({ code, message, origin, place: at }: DeadLetterMatch): readonly string[] {
  return [`Dead letter ${code}: ${message}`, `  read at ${place(origin)}, dead letter ${place(at)}`, ''];
}
