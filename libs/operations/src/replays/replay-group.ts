import { randomUUID } from 'node:crypto';
import type { LaneProjection, LaneReplay } from '../ledger/ledger-projection.js';

/**
 * A replay of several partitions is a command for each. Their ids differ in the
 * last group of digits only: what comes before it names them all.
 */
const SHARED = 23;

/** A fresh name, and the ids of so many commands under it. */
export function newGroup(size: number): { readonly name: string; readonly ids: readonly string[] } {
  const name = randomUUID().slice(0, SHARED);
  return { name, ids: Array.from({ length: size }, (_, n) => `${name}-${n.toString(16).padStart(12, '0')}`) };
}

export function groupOf(id: string): string {
  return id.slice(0, SHARED);
}

/** By the name of their group, the latest first. */
export function replaysIn(lanes: readonly LaneProjection[]): ReadonlyMap<string, readonly LaneReplay[]> {
  const all = lanes.flatMap(({ replays }) => [...replays.values()]);
  const sorted = all.toSorted((a, b) => b.command.at.localeCompare(a.command.at));
  return Map.groupBy(sorted, ({ command }) => groupOf(command.id));
}

export interface ReplayProgress {
  readonly status: string;
  readonly read: number;
  readonly total: number;
  readonly counts: LaneReplay['counts'];
}

export function progressOf(replays: readonly LaneReplay[]): ReplayProgress {
  const sum = (of: (replay: LaneReplay) => bigint | number): number =>
    replays.reduce((total, replay) => total + Number(of(replay)), 0);
  const statuses = new Set(replays.map(({ status }) => status));
  const status = (['running', 'paused', 'cancelled', 'done'] as const).find((each) => statuses.has(each));
  return {
    status: status ?? 'done',
    // What a filter leaves out is passed by as well.
    read: sum(({ next, command }) => (next < command.until ? next : command.until) - command.from),
    total: sum(({ command }) => command.until - command.from),
    counts: {
      read: sum(({ counts }) => counts.read),
      skipped: sum(({ counts }) => counts.skipped),
      opened: sum(({ counts }) => counts.opened),
      republished: sum(({ counts }) => counts.republished),
      unreadable: sum(({ counts }) => counts.unreadable),
      expired: sum(({ counts }) => counts.expired),
    },
  };
}
