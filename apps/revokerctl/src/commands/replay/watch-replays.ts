import { CliError } from '../../cli/cli-error.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { capital, count, grouped } from '../../cli/words.js';
import type { LaneView, OpenEntry } from '../../ledger/lane-view.js';
import { namesOf, type Addressed, type CommandDesk } from '../../operate/command-desk.js';
import type { DecisionOptions } from '../../operate/decision.js';
import { heldOf } from '../holds/held.js';
import { groupOf, progressOf, type LaneReplay, type ReplayProgress } from '../../operate/replay-group.js';

/** Waits until each of these commands is in the ledger, and then as `watchReplays`. */
export async function awaitReplays(
  tool: Tool,
  desk: CommandDesk,
  { name, commands }: { readonly name: string; readonly commands: readonly Addressed[] },
  options: DecisionOptions,
): Promise<ExitCode> {
  const lanes = [...new Set(commands.map(({ lane }) => lane))];
  const areBegun = ({ lane, replays }: LaneView): boolean =>
    commands.every((each) => each.lane !== lane || replays.has(each.command.id));
  const begun = await desk.awaitEffect(lanes, options, areBegun).catch((error: unknown) => {
    throw tool.signal.aborted ? new CliError(EXIT.interrupted, goesOn(name)) : error;
  });
  return begun === EXIT.ok ? watchReplays(tool, desk, name, options) : begun;
}

/**
 * Shows how far a replay is until it is over, and all that it opened is settled.
 * Ctrl-C ends the showing only.
 */
export async function watchReplays(
  tool: Tool,
  desk: CommandDesk,
  name: string,
  { json }: { readonly json?: true },
): Promise<ExitCode> {
  const { terminal, signal } = tool;
  const replays = (): readonly LaneReplay[] =>
    desk.lanes.flatMap((lane) =>
      [...lane.replays.values()].filter(({ command }) => groupOf(command.id) === name),
    );
  const isOver = (): boolean => replays().every(({ status }) => status === 'done' || status === 'cancelled');
  const opened = (): number => desk.lanes.reduce((sum, lane) => sum + openedBy(lane, name), 0);
  sayPaused(tool, desk, name);
  try {
    using bar = terminal.progress('Replay', progressOf(replays()).total, 'long');
    let shown = 0;
    await desk.until(() => {
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
      terminal.note(`All of the range is read; ${count(total, 'revocation')} of it to be settled.`);
    }
    using bar = terminal.progress('Settled', total, 'long');
    let settled = 0;
    await desk.until(() => {
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
  const held = desk.lanes.reduce((sum, lane) => sum + entriesOf(lane, name).filter(heldOf).length, 0);
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

/** A replay waits with the lane, and nobody would see for what. */
function sayPaused({ terminal }: Tool, { lanes }: CommandDesk, name: string): void {
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

/** Without what is held: that waits for a person, who may be the one that watches. */
function openedBy(lane: LaneView, name: string): number {
  return entriesOf(lane, name).filter((entry) => !heldOf(entry)).length;
}

function entriesOf({ open }: LaneView, name: string): readonly OpenEntry[] {
  return [...open.values()].filter((entry) => replayOf(entry)?.startsWith(name));
}

/** The id of the command that had it carried out again. */
function replayOf({ entry }: OpenEntry): string | undefined {
  const { replay } = (entry ?? {}) as { readonly replay?: { readonly id?: unknown } };
  return typeof replay?.id === 'string' ? replay.id : undefined;
}
