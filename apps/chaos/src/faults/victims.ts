import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { Instance } from '../testbed/instance.js';
import { opportunity } from './opportunity.js';

export interface Victim {
  readonly instance: Instance;
  readonly lanes: readonly number[];
  /** Submits of OATH jobs without an answer at that moment. */
  readonly submits: number;
}

/** An instance with lanes, and with a submit on its way to PingOne right now; never the last one. */
export function withSubmitInFlight(
  { fleet }: Pick<ChaosTestbed, 'fleet'>,
  signal: AbortSignal,
): Promise<Victim> {
  return opportunity(
    'an instance with a submit in flight, and another one to take over',
    () => {
      const { running } = fleet;
      const instance = running.find(({ pingone }) => pingone.inFlight('submit') > 0);
      const lanes = instance ? fleet.lanesOf(instance) : [];
      return instance && running.length > 1 && lanes.length > 0
        ? { instance, lanes, submits: instance.pingone.inFlight('submit') }
        : undefined;
    },
    { signal },
  );
}

/** How many transactions are under way: a fault of the brokers strikes while there are some. */
export function transactionsUnderWay(
  { observer }: Pick<ChaosTestbed, 'observer'>,
  signal: AbortSignal,
): Promise<number> {
  return opportunity('a transaction under way', () => observer.openTransactions || undefined, { signal });
}
