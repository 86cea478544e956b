import type { Publication } from '../ports/lane-record.js';
import type { PartitionMessages, KafkaMessage } from '#libs/kafka';
import type { JournalContent, JournalTarget } from './journal.port.js';

export interface TransactionTargetOptions {
  readonly transaction: {
    commit(batches: readonly PartitionMessages[]): Promise<ReadonlyMap<string, bigint>>;
  };
  readonly ledger: string;
  readonly lane: number;
  /** The offset after the ledger's last record so far. */
  readonly ledgerEnd: bigint;
  /** Of the topic of a publication; chosen by the lane where there is no key. */
  readonly partitionOf: (publication: Publication) => number;
}

/** Puts a journal's content into one Kafka transaction. */
export function transactionTarget(options: TransactionTargetOptions): JournalTarget {
  const { transaction, ledger, lane, partitionOf } = options;
  let known = options.ledgerEnd;
  return {
    async commit(content: JournalContent) {
      const batches = new Batches(content.timestamp);
      for (const { key, value } of content.ledger) {
        batches.add(ledger, lane, { key, value });
      }
      for (const publication of content.publications) {
        const { topic, key, value, headers } = publication;
        batches.add(topic, partitionOf(publication), { key, value, headers });
      }
      // A ledger that is shorter than it was has lost data: nothing may be made durable on top of that.
      const ends = await transaction.commit(batches.all(`${ledger}/${lane}`, known));
      const ledgerEnd = ends.get(`${ledger}/${lane}`);
      known = ledgerEnd ?? known;
      return { ledgerEnd };
    },
  };
}

class Batches {
  readonly #batches = new Map<string, PartitionMessages & { readonly messages: KafkaMessage[] }>();

  constructor(private readonly timestamp: number) {}

  add(topic: string, partition: number, message: Omit<KafkaMessage, 'timestamp'>): void {
    const id = `${topic}/${partition}`;
    let batch = this.#batches.get(id);
    if (!batch) {
      batch = { topic, partition, messages: [] };
      this.#batches.set(id, batch);
    }
    batch.messages.push({ ...message, timestamp: this.timestamp });
  }

  all(ledger: string, notBefore: bigint): readonly PartitionMessages[] {
    return [...this.#batches].map(([place, batch]) => (place === ledger ? { ...batch, notBefore } : batch));
  }
}
