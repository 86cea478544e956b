import type { RevocationCompleted } from '#libs/contracts';
import { CliError } from '../../cli/cli-error.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { count } from '../../cli/words.js';
import type { LaneView } from '../../ledger/lane-view.js';
import { CommandDesk } from '../../operate/command-desk.js';
import { decisionOf, type DecisionOptions } from '../../operate/decision.js';
import { KnownWork, settledOutcome } from '../../operate/known-work.js';
import { approvalOf, heldIn, heldOf, type Held } from './held.js';

export interface DecideOptions extends DecisionOptions {
  readonly all?: true;
  readonly reason?: string;
  readonly note?: string;
}

type Kind = 'approve' | 'reject';

/** Approves or rejects what is held: by id, or all there is. */
export async function decideHolds(
  tool: Tool,
  kind: Kind,
  ids: readonly string[],
  options: DecideOptions,
): Promise<ExitCode> {
  refuseVague(ids, options);
  const { terminal } = tool;
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const named = ids.map((id) => new KnownWork(id));
  const desk = await CommandDesk.open(tool, kafka, setup, (change) =>
    named.forEach((each) => each.see(change)),
  );
  const all = heldIn(desk.lanes, options.reason);
  const asked = named.map((known) => answerFor(known, desk));
  const wanted = options.all ? all : distinct(asked.flatMap(({ held }) => held ?? []));
  const already = asked.flatMap(({ decided }) => decided ?? []);
  for (const { sentence } of already) {
    terminal.note(sentence);
  }
  if (options.all && wanted.length === 0) {
    // What is in records that cannot be read may be held.
    desk.refuseUnreadable(desk.lanes.map(({ lane }) => lane));
    terminal.note(
      `Nothing is held${options.reason ? ` for the reason ${options.reason}` : ''}: nothing changes.`,
    );
  }
  desk.refuseUnreadable(wanted.map(({ lane }) => lane));
  const { note } = options;
  await desk.send(
    wanted.map(({ lane, revocationId: work }) => ({
      lane,
      command: { ...decisionOf(tool, options), kind, work, ...(note && { note }) },
    })),
  );
  const isDecided = ({ open }: LaneView): boolean =>
    wanted.every(({ revocationId, reason }) => {
      const entry = open.get(revocationId);
      // A guard may hold it again at once, for another reason.
      return !entry || (kind === 'approve' && heldOf(entry)?.reason !== reason);
    });
  const lanes = [...new Set(wanted.map(({ lane }) => lane))];
  const exitCode = wanted.length === 0 ? EXIT.ok : await desk.awaitEffect(lanes, options, isDecided);
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

/** The decision is somebody's, and about something. */
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

function answerFor(known: KnownWork, desk: CommandDesk): Answer {
  const entry = known.one('open', desk);
  if (entry.state === 'settled') {
    return { decided: decisionBehind(entry.id, settledOutcome(entry)) };
  }
  const held = heldOf(entry);
  if (held) {
    return { held };
  }
  const approval = approvalOf(entry);
  const who = approval?.by === undefined ? '' : ` by ${approval.by}`;
  return {
    decided: approval
      ? { as: 'approve', sentence: `Revocation ${entry.id} was approved already${who}: nothing changes.` }
      : { as: 'neither', sentence: `Revocation ${entry.id} is open, and nobody holds it: nothing changes.` },
  };
}
