import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../dice.js';
import type { Evidence, Fault, FaultName, StrikeContext } from '../faults/fault.js';

/** So often a fault is tried again that found no opportunity or did not land. */
const ATTEMPTS = 4;
/** Between two faults of a track. */
const GAP_MS = { min: 2_000, max: 7_000 };

export interface StrikeReport extends Evidence {
  readonly fault: FaultName;
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly healedAt: number;
}

export interface TracksOptions {
  readonly faults: readonly Fault[];
  readonly context: Omit<StrikeContext, 'dice'>;
  readonly dice: Dice;
  /** New strikes begin until then; after it only what has not landed yet. Epoch milliseconds. */
  readonly until: number;
  readonly startedAt: number;
  readonly tell: (line: string) => void;
  readonly gapMs?: { readonly min: number; readonly max: number };
}

/** Injects faults, those of different tracks side by side; resolves when all of them have landed or were given up. */
export async function runTracks(options: TracksOptions): Promise<readonly StrikeReport[]> {
  const tracks = [...Map.groupBy(options.faults, ({ track }) => track)];
  const strikes = await Promise.all(
    tracks.map(([track, faults]) => runTrack({ ...options, faults, dice: options.dice.fork(track) })),
  );
  return strikes.flat().sort((one, other) => one.at - other.at);
}

/** Shuffled decks of all faults, one after the other. */
async function runTrack(options: TracksOptions): Promise<readonly StrikeReport[]> {
  const { faults, dice, until, context, gapMs = GAP_MS } = options;
  const reports: StrikeReport[] = [];
  const hasLanded = ({ name }: Fault): boolean =>
    reports.some(({ fault, landed }) => fault === name && landed);
  const tries = ({ name }: Fault): number => reports.filter(({ fault }) => fault === name).length;
  for (;;) {
    const isOver = Date.now() >= until;
    const deck = dice
      .shuffled(faults)
      .filter((fault) => !isOver || (!hasLanded(fault) && tries(fault) < ATTEMPTS));
    if (deck.length === 0) {
      return reports;
    }
    for (const fault of deck) {
      if (Date.now() >= until && hasLanded(fault)) {
        continue;
      }
      await pause(dice.int(gapMs.min, gapMs.max), undefined, { signal: context.signal });
      reports.push(await strikeOnce(fault, options));
    }
  }
}

async function strikeOnce(
  fault: Fault,
  { context, dice, startedAt, tell }: TracksOptions,
): Promise<StrikeReport> {
  const since = (): number => Date.now() - startedAt;
  const at = since();
  const report = (evidence: Evidence): StrikeReport => ({
    fault: fault.name,
    at,
    healedAt: since(),
    ...evidence,
  });
  try {
    const strike = await fault.inject({ ...context, dice });
    tell(`${fault.name}: injected, to be healed in ${(strike.lastsMs / 1000).toFixed(1)} s`);
    try {
      await pause(strike.lastsMs, undefined, { signal: context.signal });
    } finally {
      await strike.heal();
    }
    const { healedAt } = report({ landed: false, facts: {} });
    const evidence = await strike.evidence();
    tell(`${fault.name}: ${evidence.landed ? 'landed' : 'did not land'} ${JSON.stringify(evidence.facts)}`);
    return { ...report(evidence), healedAt };
  } catch (error) {
    context.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    tell(`${fault.name}: ${why}`);
    return report({ landed: false, facts: { why } });
  }
}
