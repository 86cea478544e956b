import type { Rule } from '#libs/testbed';
import type { Fault, FaultName, StrikeContext } from './fault.js';
import { consequence } from './opportunity.js';

const LANDS_WITHIN_MS = 30_000;

export interface PingOneTrouble {
  readonly rules: readonly Rule[];
  readonly lastsMs: number;
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** A fault that consists of rules of the simulated PingOne. It lands when each of them was applied. */
export function pingoneFault(name: FaultName, trouble: (context: StrikeContext) => PingOneTrouble): Fault {
  return {
    name,
    track: 'pingone',
    inject: async (context) => {
      const { simulator } = context.testbed;
      const { rules, lastsMs, facts = {} } = trouble(context);
      const before = simulator.state.requests().requests;
      const behaving = simulator.behave({ rules });
      const applied = (): readonly number[] =>
        simulator
          .behaviour()
          .rules.filter((rule) => behaving.rules.includes(rule.name))
          .map((rule) => rule.applied);
      let counts: readonly number[] = [];
      let requests = 0;
      return {
        lastsMs,
        heal: async () => {
          await consequence(() => applied().every((count) => count > 0) || undefined, {
            signal: context.signal,
            withinMs: LANDS_WITHIN_MS,
          });
          counts = applied();
          requests = simulator.state.requests().requests - before;
          behaving.stop();
        },
        evidence: async () => ({
          landed: counts.length > 0 && counts.every((count) => count > 0),
          facts: { applied: counts.join(), requests, ...facts },
        }),
      };
    },
  };
}
