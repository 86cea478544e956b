import type { Field } from '../field/field.js';
import { SESSION_TIMEOUT_MS } from '../field/service-settings.js';
import type { Instance } from '../field/instance.js';
import type { Evidence, Fault, Strike, StrikeContext } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight, type Victim } from './victims.js';

const OTHERS_TAKE_OVER_WITHIN_MS = 30_000;
const FENCED_WITHIN_MS = 15_000;
const RETURNS_WITHIN_MS = 45_000;

/** SIGSTOP beyond the session timeout and SIGCONT: it wakes with answers in its sockets and lanes that others have. */
export const zombie: Fault = {
  name: 'zombie',
  track: 'processes',
  inject: async (context) => {
    const victim = await withSubmitInFlight(context.field, context.signal);
    return freeze(victim, context);
  },
};

/**
 * Freezes the victim until others have all of its lanes. It has landed when the
 * zombie then tried to write and Kafka refused it, as seen on the wire.
 *
 * @param beforeThaw what is to be in order again when it wakes
 */
export function freeze(
  { instance, lanes, submits }: Victim,
  { field, dice, signal }: StrikeContext,
  { facts = {}, beforeThaw }: { readonly facts?: Evidence['facts']; readonly beforeThaw?: () => void } = {},
): Strike {
  const { fleet, witness } = field;
  const frozenAt = Date.now();
  instance.freeze();
  let thawedAt = 0;
  let takenMs: number | undefined;
  return {
    lastsMs: SESSION_TIMEOUT_MS + dice.int(1_000, 4_000),
    heal: async () => {
      beforeThaw?.();
      takenMs = await consequence(() => fleet.takenOverAfter(lanes, instance, frozenAt), {
        signal,
        withinMs: OTHERS_TAKE_OVER_WITHIN_MS,
      });
      thawedAt = Date.now();
      instance.thaw();
    },
    evidence: async () => {
      const fenced = await consequence(
        () => witness.fenced.find(({ clientId, at }) => clientId === instance.clientId && at >= thawedAt),
        { signal, withinMs: FENCED_WITHIN_MS },
      );
      const { decidedBefore, sentAt } = await submitsWithoutLane(field, instance, thawedAt, signal);
      return {
        landed: takenMs !== undefined && fenced !== undefined,
        facts: {
          victim: instance.name,
          submits,
          lanes: lanes.join(),
          frozenMs: thawedAt - frozenAt,
          takeoverMs: takenMs ?? 'never',
          fenced: fenced?.api ?? 'never',
          ...(decidedBefore > 0 && { decidedBefore }),
          ...facts,
        },
        broken: sentAt.map(
          (at) =>
            `${instance.name} sent a submit ${at - thawedAt} ms after it woke, when its lanes were taken`,
        ),
      };
    },
  };
}

/**
 * What a zombie sends before it has a lane again, it sends on behalf of nobody.
 * What it had decided to send when it was frozen, and was only connecting for,
 * it cannot take back: that window is known.
 */
async function submitsWithoutLane(
  { fleet }: Pick<Field, 'fleet'>,
  instance: Instance,
  since: number,
  signal: AbortSignal,
): Promise<{ readonly decidedBefore: number; readonly sentAt: readonly number[] }> {
  const back = await consequence(
    () => fleet.takeovers().find(({ by, at }) => by === instance && at >= since),
    { signal, withinMs: RETURNS_WITHIN_MS },
  );
  const until = back?.at ?? Date.now();
  const calls = instance.front.calls.filter(
    ({ kind, startedAt }) => kind === 'submit' && startedAt >= since && startedAt < until,
  );
  const sent = calls.filter(({ connectedAt = Infinity }) => connectedAt >= since);
  return {
    decidedBefore: calls.length - sent.length,
    sentAt: sent.map(({ startedAt }) => startedAt),
  };
}
