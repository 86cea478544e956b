import { SESSION_TIMEOUT_MS } from '../field/service-settings.js';
import type { Fault } from './fault.js';
import { consequence } from './opportunity.js';
import { withSubmitInFlight } from './victims.js';

const OTHERS_TAKE_OVER_WITHIN_MS = 30_000;
const FENCED_WITHIN_MS = 15_000;

/**
 * One instance loses Kafka and keeps PingOne, for longer than its session: a
 * zombie that is awake. What it wrote in the meantime is delivered late, when
 * others have its lanes.
 */
export const instanceCutOff: Fault = {
  name: 'instance-cut-off',
  track: 'kafka',
  inject: async ({ field: { proxies, fleet, witness }, dice, signal }) => {
    const { instance, lanes, submits } = await withSubmitInFlight({ fleet }, signal);
    const cutAt = Date.now();
    const healing = proxies.map((proxy) => proxy.cutOff(instance.clientId));
    let takenMs: number | undefined;
    let healedAt = 0;
    return {
      lastsMs: SESSION_TIMEOUT_MS + dice.int(1_000, 5_000),
      heal: async () => {
        takenMs = await consequence(() => fleet.takenOverAfter(lanes, instance, cutAt), {
          signal,
          withinMs: OTHERS_TAKE_OVER_WITHIN_MS,
        });
        healedAt = Date.now();
        healing.forEach((heal) => heal());
      },
      evidence: async () => {
        const fenced = await consequence(
          () => witness.fenced.find(({ clientId, at }) => clientId === instance.clientId && at >= healedAt),
          { signal, withinMs: FENCED_WITHIN_MS },
        );
        const late = instance.front.calls.filter(
          ({ kind, startedAt }) =>
            kind === 'submit' && startedAt > cutAt + SESSION_TIMEOUT_MS && startedAt < healedAt,
        ).length;
        return {
          landed: takenMs !== undefined && fenced !== undefined,
          facts: {
            victim: instance.name,
            submits,
            lanes: lanes.join(),
            cutMs: healedAt - cutAt,
            takeoverMs: takenMs ?? 'never',
            fenced: fenced?.api ?? 'never',
          },
          broken: late > 0 ? [`${instance.name} sent ${late} submits although its session was over`] : [],
        };
      },
    };
  },
};
