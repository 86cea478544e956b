import { FrameCutter, FrameReader } from './kafka-frames.js';

const PRODUCE = 0;
const INIT_PRODUCER_ID = 22;
const ADD_PARTITIONS_TO_TXN = 24;
const END_TXN = 26;

/** INVALID_PRODUCER_EPOCH, INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED. */
const FENCED: ReadonlySet<number> = new Set([47, 49, 90]);

type TransactionApi = 'InitProducerId' | 'AddPartitionsToTxn' | 'Produce' | 'EndTxn';
const APIS: Readonly<Record<number, TransactionApi>> = {
  [PRODUCE]: 'Produce',
  [INIT_PRODUCER_ID]: 'InitProducerId',
  [ADD_PARTITIONS_TO_TXN]: 'AddPartitionsToTxn',
  [END_TXN]: 'EndTxn',
};

/** A step of a transaction, as it went over the wire. Times are epoch milliseconds. */
export interface WireEvent {
  readonly at: number;
  readonly clientId: string;
  readonly transactionalId: string;
  readonly api: TransactionApi;
}

interface Asked {
  readonly api: TransactionApi;
  readonly version: number;
  readonly transactionalId: string;
}

/**
 * Reads along what passes between the service and Kafka, so that a fault can be
 * proved by what was said on the wire and not by what the service says of itself.
 */
export class KafkaObserver {
  /** Writes that Kafka refused because another producer had taken the transactional id. */
  readonly fenced: WireEvent[] = [];
  /** Transactional ids that were taken, in that order: who took a lane. */
  readonly taken: WireEvent[] = [];
  readonly #open = new Map<string, string>();

  /** Transactions between their first partition and the answer to their end. */
  get openTransactions(): number {
    return this.#open.size;
  }

  /** For one connection. */
  eye(): ConnectionEye {
    return new ConnectionEye({
      asked: (clientId, { api, transactionalId }) => {
        if (api === 'AddPartitionsToTxn') {
          this.#open.set(transactionalId, clientId);
        }
      },
      answered: (clientId, { api, transactionalId }, errors) => {
        const event = { at: Date.now(), clientId, transactionalId, api };
        if (errors.some((code) => FENCED.has(code))) {
          this.fenced.push(event);
          return;
        }
        if (api === 'InitProducerId' && errors.every((code) => code === 0)) {
          this.taken.push(event);
        }
        if (api === 'InitProducerId' || api === 'EndTxn') {
          this.#open.delete(transactionalId);
        }
      },
    });
  }
}

interface EyeEvents {
  asked(clientId: string, request: Asked): void;
  answered(clientId: string, request: Asked, errors: readonly number[]): void;
}

export class ConnectionEye {
  clientId: string | undefined;
  readonly #requests = new FrameCutter();
  readonly #answers = new FrameCutter();
  readonly #asked = new Map<number, Asked>();

  constructor(private readonly events: EyeEvents) {}

  request(chunk: Buffer): void {
    for (const frame of this.#requests.push(chunk)) {
      const reader = new FrameReader(frame);
      const apiKey = reader.int16();
      const version = reader.int16();
      const correlationId = reader.int32();
      this.clientId ??= reader.string();
      const api = APIS[apiKey];
      if (api !== undefined) {
        const transactionalId = new FrameReader(frame).skip(8).skipString().string();
        if (transactionalId !== undefined) {
          const asked = { api, version, transactionalId };
          this.#asked.set(correlationId, asked);
          this.events.asked(this.clientId ?? '', asked);
        }
      }
    }
  }

  answer(chunk: Buffer): void {
    for (const frame of this.#answers.push(chunk)) {
      const reader = new FrameReader(frame);
      const correlationId = reader.int32();
      const asked = this.#asked.get(correlationId);
      if (asked !== undefined) {
        this.#asked.delete(correlationId);
        this.events.answered(this.clientId ?? '', asked, errorsIn(asked, reader));
      }
    }
  }
}

function errorsIn({ api, version }: Asked, reader: FrameReader): readonly number[] {
  switch (api) {
    case 'InitProducerId':
    case 'EndTxn':
      return [reader.skip(4).int16()];
    case 'AddPartitionsToTxn':
      return reader
        .skip(4)
        .array((topic) => topic.skipString().array((partition) => partition.skip(4).int16()))
        .flat();
    case 'Produce': {
      const rest = version >= 5 ? 24 : 16;
      return reader
        .array((topic) =>
          topic.skipString().array((partition) => {
            const code = partition.skip(4).int16();
            partition.skip(rest);
            return code;
          }),
        )
        .flat();
    }
  }
}
