import {
  type AddressedCommand,
  type CommandClient,
  groupOf,
  type LaneProjection,
  type LaneReplay,
  type OpenRevocation,
  progressOf,
  type ReplayProgress,
} from '#libs/operations';
import { CliError, EXIT, type ExitCode } from '../../cli/cli-error.js';
import { capital, count, grouped } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import type { DecisionOptions } from '../../decisions/decision.js';
import { awaitEffect, namesOf, untilSeen } from '../../decisions/open-commands.js';

/** Waits until each of these commands is in the ledger, and then as `watchReplays`. */
export async function awaitReplays(
  context: CommandContext,
  commands: CommandClient,
  { name, sent }: { readonly name: string; readonly sent: readonly AddressedCommand[] },
  options: DecisionOptions,
): Promise<ExitCode> {
  const lanes = [...new Set(sent.map(({ lane }) => lane))];
  const hasEffect = ({ lane, replays }: LaneProjection): boolean =>
    sent.every((each) => each.lane !== lane || replays.has(each.command.id));
  const begun = await awaitEffect(context, commands, { lanes, hasEffect }, options).catch(
    (error: unknown) => {
      throw context.signal.aborted ? new CliError(EXIT.interrupted, goesOn(name)) : error;
    },
  );
  return begun === EXIT.ok ? watchReplays(context, commands, name, options) : begun;
}

/**
 * Shows how far a replay is until it is over, and all that it opened is settled.
 * Ctrl-C ends the showing only.
 */
export async function watchReplays(
  context: CommandContext,
  commands: CommandClient,
  name: string,
  { json }: { readonly json?: true },
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const replays = (): readonly LaneReplay[] =>
    commands.lanes.flatMap((lane) =>
      [...lane.replays.values()].filter(({ command }) => groupOf(command.id) === name),
    );
  const isOver = (): boolean => replays().every(({ status }) => status === 'done' || status === 'cancelled');
  const opened = (): number => commands.lanes.reduce((sum, lane) => sum + openedBy(lane, name), 0);
  sayPaused(context, commands, name);
  try {
    using bar = terminal.progress('Replay', progressOf(replays()).total, 'long');
    let shown = 0;
    await untilSeen(context, commands, () => {
      const { read } = progressOf(replays());
      bar.add(read - shown);
      shown = read;
      return isOver() || replays().every(({ status }) => status !== 'running');
    });
  } catch (error) {
    throw signal.aborted ? new CliError(EXIT.interrupted, goesOn(name)) : error;
  }
  if (!isOver()) {
    terminal.note(`Replay ${name} is paused: "revokerctl replay resume ${name}" lets it go on.`);
    return EXIT.problems;
  }
  try {
    const total = opened();
    if (total > 0) {
      terminal.note(`All of the range is read; ${count(total, 'revocation')} of it not settled yet.`);
    }
    using bar = terminal.progress('Settled', total, 'long');
    let settled = 0;
    await untilSeen(context, commands, () => {
      const now = Math.max(settled, total - opened());
      bar.add(now - settled);
      settled = now;
      return opened() === 0;
    });
  } catch (error) {
    throw signal.aborted
      ? new CliError(
          EXIT.interrupted,
          `${count(opened(), 'revocation')} of replay ${name} are still open: they are carried out all the same.`,
        )
      : error;
  }
  const held = commands.lanes.reduce(
    (sum, lane) => sum + entriesOf(lane, name).filter(({ hold }) => hold).length,
    0,
  );
  if (held > 0) {
    terminal.note(`${count(held, 'revocation')} of it held: "revokerctl holds list" shows why.`);
  }
  const progress = progressOf(replays());
  if (json) {
    terminal.json({ kind: 'replay', replay: name, ...progress });
  } else {
    terminal.print(`Replay ${name} is ${progress.status}: ${describeCounts(progress)}.`);
  }
  return progress.status === 'done' ? EXIT.ok : EXIT.problems;
}

/** A replay waits while its lane is paused: say for what. */
function sayPaused({ terminal }: CommandContext, { lanes }: CommandClient, name: string): void {
  const paused = lanes.filter(
    ({ control, replays }) =>
      control?.paused &&
      replays.values().some(({ status, command }) => status === 'running' && groupOf(command.id) === name),
  );
  if (paused.length > 0) {
    const [verb, each] = paused.length === 1 ? ['is', 'it'] : ['are', 'them'];
    terminal.note(
      `${capital(namesOf(paused))} ${verb} paused: the replay waits for ${each} ("revokerctl resume").`,
    );
  }
}

function goesOn(name: string): string {
  return `The replay goes on in the service: "revokerctl replay watch ${name}" shows how far it is, "replay pause ${name}" holds it, "replay cancel ${name}" ends it.`;
}

export function describeCounts({ counts }: Pick<ReplayProgress, 'counts'>): string {
  const { read, skipped, opened, republished, unreadable, expired } = counts;
  return [
    `${grouped(read)} read`,
    `${grouped(opened)} carried out`,
    `${grouped(skipped)} skipped as known`,
    ...(republished > 0 ? [`${grouped(republished)} published again`] : []),
    ...(unreadable > 0 ? [`${grouped(unreadable)} that are no events`] : []),
    ...(expired > 0 ? [`${grouped(expired)} offsets gone by retention`] : []),
  ].join(', ');
}

/** Without what is held: that waits for a decision, perhaps of the person who watches. */
function openedBy(lane: LaneProjection, name: string): number {
  return entriesOf(lane, name).filter(({ hold }) => !hold).length;
}

function entriesOf({ open }: LaneProjection, name: string): readonly OpenRevocation[] {
  return [...open.values()].filter(({ replay }) => replay?.startsWith(name));
}
