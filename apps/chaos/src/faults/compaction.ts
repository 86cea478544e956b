import { openAdmin, readRange } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { Fault } from './fault.js';
import { kill } from './kill.js';
import { opportunity } from './opportunity.js';

/** Of its offsets a ledger that was never cleaned has more than half in records: every transaction has one marker and at least one record. */
const CLEANED = 0.35;
const ENOUGH_OFFSETS = 100;

interface Cleaned {
  readonly partition: number;
  readonly offsets: number;
  readonly records: number;
}

/** Waits until the ledger was compacted under its owner, and kills the owner: the next owner reads what is left. */
export const compaction: Fault = {
  name: 'compaction',
  track: 'processes',
  inject: async (context) => {
    const { testbed, signal } = context;
    const cleaned = await opportunity('a compacted ledger', () => cleanedPartition(testbed, signal), {
      signal,
      everyMs: 1_000,
    });
    const strike = await kill.inject(context);
    return {
      ...strike,
      evidence: async () => {
        const { landed, facts } = await strike.evidence();
        const { partition, offsets, records } = cleaned;
        return {
          landed,
          facts: { ledger: `${partition}: ${records} records in ${offsets} offsets`, ...facts },
        };
      },
    };
  },
};

async function cleanedPartition(
  { kafka, topics: { ledger }, lanes }: ChaosTestbed,
  signal: AbortSignal,
): Promise<Cleaned | undefined> {
  const admin = await openAdmin(kafka, { log: silentLog, signal });
  try {
    const [starts, ends] = [await admin.offsets(ledger, 'earliest'), await admin.offsets(ledger, 'latest')];
    for (let partition = 0; partition < lanes; partition++) {
      const [from = 0n, until = 0n] = [starts[partition], ends[partition]];
      const offsets = Number(until - from);
      if (offsets < ENOUGH_OFFSETS) {
        continue;
      }
      let records = 0;
      const range = { topic: ledger, partition, from, until, signal, log: silentLog };
      for await (const _ of readRange(kafka, range)) {
        records += 1;
      }
      if (records < offsets * CLEANED) {
        return { partition, offsets, records };
      }
    }
    return undefined;
  } finally {
    await admin.close();
  }
}
