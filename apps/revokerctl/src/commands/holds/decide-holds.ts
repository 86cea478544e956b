import type { RevocationCompleted } from '#libs/contracts';
import { type KnownEntry, type LaneProjection, watchById } from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { chooseEntry } from '../../decisions/choose-entry.js';
import { decisionOf, type DecisionOptions } from '../../decisions/decision.js';
import { awaitEffect, openCommands, refuseUnreadable } from '../../decisions/open-commands.js';
import { type Held, heldIn, nothingIsHeld, shownHold } from './list-holds.js';

export interface DecideOptions extends DecisionOptions {
  readonly all?: true;
  readonly reason?: string;
  readonly note?: string;
}

type Kind = 'approve' | 'reject';

/** Approves or rejects what is held: by id, or all there is. */
export async function decideHolds(
  context: CommandContext,
  kind: Kind,
  ids: readonly string[],
  options: DecideOptions,
): Promise<ExitCode> {
  refuseVague(ids, options);
  const { terminal } = context;
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const named = ids.map((term) => ({ term, watched: watchById(term) }));
  const listeners = named.map(({ watched }) => watched.see);
  const commands = await openCommands(context, kafka, setup, listeners);
  const all = heldIn(commands.lanes, options.reason);
  const asked = named.map((each) => answerFor(chooseEntry(each, 'open', commands, setup)));
  const wanted = options.all ? all : distinct(asked.flatMap(({ held }) => held ?? []));
  const already = asked.flatMap(({ decided }) => decided ?? []);
  for (const { sentence } of already) {
    terminal.note(sentence);
  }
  if (options.all && wanted.length === 0) {
    // What is in records that cannot be read may be held.
    refuseUnreadable(commands, setup);
    terminal.note(`${nothingIsHeld(options.reason)}: nothing changes.`);
  }
  const lanes = [...new Set(wanted.map(({ lane }) => lane))];
  refuseUnreadable(commands, setup, lanes);
  const { note } = options;
  const decided = wanted.map(({ lane, revocationId: work }) => ({
    lane,
    command: { ...decisionOf(context, options), kind, work, ...(note && { note }) },
  }));
  await commands.send(decided, context.signal);
  const hasEffect = ({ open }: LaneProjection): boolean =>
    wanted.every(({ revocationId, reason }) => {
      const entry = open.get(revocationId);
      // A guard may hold it again at once, for another reason.
      return !entry || (kind === 'approve' && entry.hold?.reason !== reason);
    });
  const exitCode =
    wanted.length === 0 ? EXIT.ok : await awaitEffect(context, commands, { lanes, hasEffect }, options);
  if (options.json) {
    wanted.forEach((held) =>
      terminal.json({ ...held, decision: kind, seen: exitCode === EXIT.ok && options.wait !== false }),
    );
  } else if (wanted.length > 0 && exitCode === EXIT.ok && options.wait !== false) {
    terminal.print(
      kind === 'approve'
        ? `${count(wanted.length, 'revocation')} approved: ${wanted.length === 1 ? 'it is' : 'they are'} carried out now.`
        : `${count(wanted.length, 'revocation')} rejected: nothing was sent to PingOne.`,
    );
  }
  const isOtherwise = already.some(({ as }) => as !== kind);
  return isOtherwise ? EXIT.problems : exitCode;
}

/** A decision names who decides, and about what. */
function refuseVague(ids: readonly string[], { by, all, reason }: DecideOptions): void {
  if (by === undefined) {
    throw new CliError(EXIT.usage, 'Say who decides: --by is missing.');
  }
  if (all ? ids.length > 0 : ids.length === 0) {
    throw new CliError(EXIT.usage, 'Name the revocations, or say --all: one of the two.');
  }
  if (reason !== undefined && !all) {
    throw new CliError(EXIT.usage, '--reason goes with --all.');
  }
}

/** Named twice, by its id and that of its event, it is decided once. */
function distinct(held: readonly Held[]): readonly Held[] {
  return [...new Map(held.map((each) => [each.revocationId, each])).values()];
}

interface Answer {
  readonly held?: Held;
  readonly decided?: { readonly as: Kind | 'neither'; readonly sentence: string };
}

/** Of what is settled: what became of it tells what was decided before. */
function decisionBehind(
  id: string,
  outcome: RevocationCompleted | undefined,
): NonNullable<Answer['decided']> {
  const { decision, by } = outcome?.hold ?? {};
  const who = by === undefined ? '' : ` by ${by}`;
  if (decision === 'approved') {
    return {
      as: 'approve',
      sentence: `Revocation ${id} was approved already${who}, and is settled: nothing changes.`,
    };
  }
  const isRejected = outcome?.failure?.code === 'rejected-by-operator';
  return {
    as: isRejected ? 'reject' : 'neither',
    sentence: `Revocation ${id} is ${isRejected ? 'rejected' : 'settled'} already: nothing changes.`,
  };
}

function answerFor(entry: KnownEntry): Answer {
  const { revocationId: id } = entry;
  if (entry.state === 'settled') {
    return { decided: decisionBehind(id, entry.outcome) };
  }
  const { hold, approval } = entry;
  if (hold) {
    return { held: shownHold({ ...entry, hold }) };
  }
  const who = approval?.by === undefined ? '' : ` by ${approval.by}`;
  return {
    decided: approval
      ? { as: 'approve', sentence: `Revocation ${id} was approved already${who}: nothing changes.` }
      : { as: 'neither', sentence: `Revocation ${id} is open, and nothing holds it: nothing changes.` },
  };
}
