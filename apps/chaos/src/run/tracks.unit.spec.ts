import { describe, expect, it } from '@jest/globals';
import { Dice } from '../dice.js';
import type { Evidence, Fault, FaultName } from '../faults/fault.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { runTracks, type TracksOptions } from './tracks.js';

/** A fault that writes down what is done with it. */
class RecordedFault implements Fault {
  readonly done: string[] = [];
  readonly track = 'processes';

  constructor(
    readonly name: FaultName,
    private readonly evidences: readonly (Evidence | Error)[],
    private readonly lastsMs = 0,
  ) {}

  async inject(): ReturnType<Fault['inject']> {
    this.done.push('injected');
    const evidence = this.evidences[this.done.filter((what) => what === 'injected').length - 1];
    if (evidence instanceof Error) {
      throw evidence;
    }
    return {
      lastsMs: this.lastsMs,
      heal: async () => {
        this.done.push('healed');
      },
      evidence: async () => evidence ?? { landed: false, facts: {} },
    };
  }
}

const LANDED: Evidence = { landed: true, facts: { how: 'hard' } };
const MISSED: Evidence = { landed: false, facts: {} };

function run(faults: readonly Fault[], other: Partial<TracksOptions> = {}): ReturnType<typeof runTracks> {
  return runTracks({
    faults,
    context: { testbed: {} as ChaosTestbed, signal: new AbortController().signal },
    dice: new Dice(1),
    until: 0,
    startedAt: Date.now(),
    tell: () => undefined,
    gapMs: { min: 0, max: 0 },
    ...other,
  });
}

describe('runTracks', () => {
  it('injects every fault at least once, even where the time is over', async () => {
    const kill = new RecordedFault('kill', [LANDED]);
    const zombie = new RecordedFault('zombie', [LANDED]);
    const strikes = await run([kill, zombie]);
    expect(strikes.map(({ fault }) => fault).toSorted()).toEqual(['kill', 'zombie']);
    expect([...kill.done, ...zombie.done]).toEqual(['injected', 'healed', 'injected', 'healed']);
  });

  it('tries again what did not land, or found no opportunity', async () => {
    const fault = new RecordedFault('kill', [MISSED, new Error('There was no opportunity'), LANDED]);
    const strikes = await run([fault]);
    expect(strikes.map(({ landed }) => landed)).toEqual([false, false, true]);
    expect(strikes[1]?.facts).toEqual({ why: 'There was no opportunity' });
  });

  it('gives up in the end', async () => {
    const strikes = await run([new RecordedFault('kill', [])]);
    expect(strikes.map(({ landed }) => landed)).toEqual([false, false, false, false]);
  });

  it('heals what it has injected when the run is given up', async () => {
    const interruption = new AbortController();
    const fault = new RecordedFault('kill', [LANDED], 60_000);
    const running = run([fault], {
      context: { testbed: {} as ChaosTestbed, signal: interruption.signal },
      tell: () => interruption.abort(new Error('Received SIGINT')),
    });
    await expect(running).rejects.toThrow(/SIGINT|aborted/);
    expect(fault.done).toEqual(['injected', 'healed']);
  });
});
