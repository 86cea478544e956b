import { errorName } from '../protocol/error-table.js';
import type { ProtocolRequest } from '../protocol/protocol-request.js';
import { ProtocolReader } from '../protocol/protocol-reader.js';
import { ProtocolWriter } from '../protocol/protocol-writer.js';
import { readBatchHeader } from '../records/batch-header.js';
import { decodeRecordSet } from '../records/record-set.js';
import { KafkaError } from '../client/kafka.errors.js';
import type { CoordinatorFollower } from '../client/client.port.js';

const CODES: Readonly<Record<string, number>> = Object.fromEntries(
  Array.from({ length: 122 }, (_, i) => [errorName(i - 1), i - 1]),
);

/** What a broker does instead of what was asked: an error of Kafka by name, or one that KafkaError names. */
export type Trouble = string;

interface Produced {
  readonly place: string;
  readonly values: readonly string[];
  readonly sequence: number;
  readonly epoch: number;
}

/**
 * A cluster of nodes 1 to 3 that understands the requests of a transaction at the
 * level of bytes, remembers what was written, and fails on demand. Node 1 is the
 * coordinator; leaders are set by the test.
 */
export class MemoryBroker implements CoordinatorFollower {
  readonly requestTimeoutMs = 1_000;
  readonly #leaders = new Map<string, number>();
  readonly #believed = new Map<string, number>();
  readonly #troubles = new Map<string, Trouble[]>();
  readonly #sequences = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  #epoch = -1;
  #pending: Produced[] = [];
  /** What was committed, or written outside of transactions, in order. */
  readonly log: Produced[] = [];
  /** Names of the requests, in order. */
  readonly asked: string[] = [];
  refreshes = 0;

  /** The next requests of this kind meet these troubles, one each; those for a batch are named `Produce t/0`. */
  trouble(request: string, ...troubles: readonly Trouble[]): void {
    this.#troubles.set(request, [...(this.#troubles.get(request) ?? []), ...troubles]);
  }

  /** The client learns of it with its next refresh. */
  lead(place: string, node: number): void {
    this.#leaders.set(place, node);
  }

  limit(place: string, largestBatch: number): void {
    this.#sizes.set(place, largestBatch);
  }

  leaderOf(topic: string, partition: number): number {
    return this.#believed.get(`${topic}/${partition}`) ?? 1;
  }

  async refresh(): Promise<void> {
    this.refreshes += 1;
    this.#leaders.forEach((node, place) => this.#believed.set(place, node));
  }

  async askAny<Answer>(request: ProtocolRequest<Answer>): Promise<Answer> {
    return this.ask(1, '', request);
  }

  async ask<Answer>(nodeId: number, _purpose: string, request: ProtocolRequest<Answer>): Promise<Answer> {
    this.asked.push(request.api);
    const trouble = this.#troubles.get(request.api)?.shift() ?? '';
    if (['UNREACHABLE', 'NO_ANSWER', 'UNSUPPORTED_BROKER'].includes(trouble)) {
      throw new KafkaError(trouble, 'as the test wants it');
    }
    const written = new ProtocolWriter();
    request.encode(written);
    const answer = this.#answer(
      request.api,
      nodeId,
      new ProtocolReader(Buffer.concat(written.finish())),
      CODES[trouble] ?? 0,
    );
    return request.decode(new ProtocolReader(Buffer.concat(answer.finish()))).answer;
  }

  #answer(api: string, nodeId: number, request: ProtocolReader, code: number): ProtocolWriter {
    const answer = new ProtocolWriter();
    switch (api) {
      case 'FindCoordinator':
        return answer.int32(0).int16(code).string(null).int32(1).string('one').int32(9092);
      case 'InitProducerId':
        this.#epoch += code === 0 ? 1 : 0;
        this.#pending = [];
        this.#sequences.clear();
        return answer.int32(0).int16(code).int64(77n).int16(this.#epoch);
      case 'AddPartitionsToTxn':
        return answer
          .int32(0)
          .array([code], (each) => each.string('t').array([code], (at) => at.int32(0).int16(code)));
      case 'EndTxn':
        return this.#endTxn(request, answer, code);
      case 'Produce':
        return this.#produce(request, answer, nodeId);
      default:
        throw new Error(`The fake does not know ${api}.`);
    }
  }

  #endTxn(request: ProtocolReader, answer: ProtocolWriter, code: number): ProtocolWriter {
    request.string();
    request.int64();
    request.int16();
    if (code === 0 && request.boolean()) {
      this.log.push(...this.#pending);
    }
    this.#pending = code === 0 ? [] : this.#pending;
    return answer.int32(0).int16(code);
  }

  #produce(request: ProtocolReader, answer: ProtocolWriter, nodeId: number): ProtocolWriter {
    const isTransactional = request.nullableString() !== null;
    request.int16();
    request.int32();
    const results = request.array((each) => {
      const topic = each.string();
      return {
        topic,
        partitions: each.array((at) => this.#append(topic, at.int32(), at.bytes(), nodeId, isTransactional)),
      };
    });
    return answer
      .array(results, (each, { topic, partitions }) =>
        each
          .string(topic)
          .array(partitions, (at, { partition, code, baseOffset }) =>
            at.int32(partition).int16(code).int64(baseOffset).int64(-1n).int64(0n),
          ),
      )
      .int32(0);
  }

  #append(
    topic: string,
    partition: number,
    batch: Buffer,
    nodeId: number,
    isTransactional: boolean,
  ): { partition: number; code: number; baseOffset: bigint } {
    const place = `${topic}/${partition}`;
    const refuse = (error: string) => ({ partition, code: CODES[error] ?? -1, baseOffset: -1n });
    const trouble = this.#troubles.get(`Produce ${place}`)?.shift();
    if (trouble !== undefined && trouble !== 'NOT_ENOUGH_REPLICAS_AFTER_APPEND') {
      return refuse(trouble);
    }
    if ((this.#leaders.get(place) ?? 1) !== nodeId) {
      return refuse('NOT_LEADER_OR_FOLLOWER');
    }
    if (batch.length > (this.#sizes.get(place) ?? Infinity)) {
      return refuse('MESSAGE_TOO_LARGE');
    }
    const header = readBatchHeader(batch, 0);
    const sequence = batch.readInt32BE(53);
    const written = [...this.log, ...this.#pending].filter((each) => each.place === place);
    const baseOffset = BigInt(written.flatMap(({ values }) => values).length);
    if (isTransactional && sequence !== (this.#sequences.get(place) ?? 0)) {
      const isRepeat = sequence + header.recordCount === this.#sequences.get(place);
      return isRepeat
        ? { partition, code: 0, baseOffset: baseOffset - BigInt(header.recordCount) }
        : refuse('OUT_OF_ORDER_SEQUENCE_NUMBER');
    }
    this.#sequences.set(place, sequence + header.recordCount);
    const fetched = { topic, partition, from: 0n, recordSet: batch, abortedTransactions: [] };
    const values = decodeRecordSet(fetched).records.map(({ value }) => String(value));
    (isTransactional ? this.#pending : this.log).push({
      place,
      values,
      sequence,
      epoch: batch.readInt16BE(51),
    });
    return trouble === undefined ? { partition, code: 0, baseOffset } : refuse(trouble);
  }

  /** What a read_committed reader sees of a partition. */
  seen(place: string): readonly string[] {
    return this.log.filter((each) => each.place === place).flatMap(({ values }) => values);
  }
}
