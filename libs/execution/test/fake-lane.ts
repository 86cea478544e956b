import { LaneLostError, type LaneHandle, type Settlement } from '#libs/lanes';
import type { Revocation } from '#libs/revocation';

export interface FakeLane extends LaneHandle<Revocation> {
  /** What a new owner would restore: the last durable entry of each open revocation. */
  readonly ledger: Map<string, Revocation>;
  readonly settled: Map<string, Settlement>;
  /** Everything that became durable, in order, as `save <phase>` and `settle`. */
  readonly history: string[];
  /** As it was last saved. */
  note: unknown;
  /** Whether calls with side effects may be made. */
  membership: 'fresh' | 'stale';
  lose(): void;
}

/** A lane whose journal commits in the next turn of the event loop, into memory. */
export function fakeLane(lane = 0, lanes = 4): FakeLane {
  const ended = new AbortController();
  const committed = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (ended.signal.aborted) {
      throw new LaneLostError('lost');
    }
  };
  const fake: FakeLane = {
    lane,
    lanes,
    signal: ended.signal,
    ledger: new Map(),
    settled: new Map(),
    history: [],
    membership: 'fresh',
    mayAct: () => fake.membership === 'fresh' && !ended.signal.aborted,
    note: undefined,
    save: async (id, entry, note) => {
      await committed();
      fake.ledger.set(id, entry);
      fake.note = note ?? fake.note;
      fake.history.push(`save ${id} ${entry.steps.map(phaseOf).join()}`);
    },
    settle: async (id, settlement) => {
      await committed();
      fake.ledger.delete(id);
      fake.settled.set(id, settlement);
      fake.history.push(`settle ${id}`);
    },
    lose: () => ended.abort(),
  };
  return fake;
}

function phaseOf(step: Revocation['steps'][number]): string {
  return 'phase' in step ? step.phase.at : 'skipped';
}
