import { SESSION_TIMEOUT_MS } from '../testbed/service-settings.js';
import type { Instance } from '../testbed/instance.js';
import { estrangedInstance } from './estranged-instance.js';
import type { Evidence, Fault, Strike, StrikeContext } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight, type Victim } from './victims.js';

const RETURNS_WITHIN_MS = 45_000;

/** SIGSTOP beyond the session timeout and SIGCONT: it wakes with answers in its sockets and lanes that others have. */
export const zombie: Fault = {
  name: 'zombie',
  track: 'processes',
  inject: async (context) => {
    const victim = await withSubmitInFlight(context.testbed, context.signal);
    return freeze(victim, context);
  },
};

/**
 * Freezes the victim until others have all of its lanes.
 *
 * @param beforeThaw what is to be in order again while others take them
 */
export function freeze(
  victim: Victim,
  context: StrikeContext,
  { facts = {}, beforeThaw }: { readonly facts?: Evidence['facts']; readonly beforeThaw?: () => void } = {},
): Strike {
  const { instance } = victim;
  const since = Date.now();
  instance.freeze();
  const strike = estrangedInstance(victim, context, {
    since,
    lastsMs: SESSION_TIMEOUT_MS + context.dice.int(1_000, 4_000),
    end: () => instance.thaw(),
    findings: async (thawedAt) => {
      const sentAt = await submitsWithoutLane(context, instance, thawedAt);
      return {
        facts: { ...facts, withdrawnSoFar: await instance.withdrawn() },
        broken: sentAt.map(
          (at) =>
            `${instance.name} sent a submit ${at - thawedAt} ms after it woke, when its lanes were taken`,
        ),
      };
    },
  });
  return {
    ...strike,
    heal: () => {
      beforeThaw?.();
      return strike.heal();
    },
  };
}

/**
 * What a zombie sends before it has a lane again, it sends without a right to,
 * also what it had decided to send before it was frozen. Epoch milliseconds.
 */
async function submitsWithoutLane(
  { testbed: { fleet }, signal }: StrikeContext,
  instance: Instance,
  since: number,
): Promise<readonly number[]> {
  const back = await consequence(
    () => fleet.takeovers().find(({ by, at }) => by === instance && at >= since),
    { signal, withinMs: RETURNS_WITHIN_MS },
  );
  const until = back?.at ?? Date.now();
  return instance.pingone.calls
    .filter(({ kind, startedAt }) => kind === 'submit' && startedAt >= since && startedAt < until)
    .map(({ startedAt }) => startedAt);
}
