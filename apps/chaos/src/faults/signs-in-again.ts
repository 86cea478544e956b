import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';

const LANDS_WITHIN_MS = 30_000;

/** People whose sessions are ended sign in again at once, as long as their accounts are enabled. */
export const signsInAgain: Fault = {
  name: 'signs-in-again',
  track: 'pingone',
  inject: async ({ testbed: { simulator }, dice, signal }) => {
    const known = new Set(simulator.state.sessions().map(({ id }) => id));
    const times = dice.int(1, 12);
    simulator.behave({ settings: { signsInAgain: times } });
    const appeared = (): number => simulator.state.sessions().filter(({ id }) => !known.has(id)).length;
    let most = 0;
    return {
      lastsMs: dice.int(3_000, 10_000),
      heal: async () => {
        most = (await consequence(() => appeared() || undefined, { signal, withinMs: LANDS_WITHIN_MS })) ?? 0;
        simulator.behave({ settings: { signsInAgain: 0 } });
      },
      evidence: async () => ({ landed: most > 0, facts: { times, sessions: most } }),
    };
  },
};
