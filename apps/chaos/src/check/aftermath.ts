import { saidSince } from '../testbed/said-of-inputs.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { Aftermath } from './input-records.js';

/** What the judge has to know of what faults have taken in this run. */
export function aftermathOf({ lanes, toll, fleet }: ChaosTestbed): Aftermath {
  return {
    ...{ lanes, taken: toll.taken, cuts: toll.cuts },
    incarnationOf: (topic) => toll.incarnationOf(topic),
    isSaid: (partition, since) => saidSince(fleet, since).has(partition),
  };
}
