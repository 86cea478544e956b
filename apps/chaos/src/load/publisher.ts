import { setTimeout as pause } from 'node:timers/promises';
import { openWriter, type KafkaSettings, type KafkaWriter } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Topics } from '#libs/testbed';
import type { Dice } from '../dice.js';
import { PublishingGate } from './publishing-gate.js';
import type { Generator } from './generator.js';
import type { Item } from './item.js';

const TICK_MS = 250;
/** Now and then a company closes a whole department. */
const BURSTS = 0.02;
const BURST_SIZE = 12;

export interface PublisherOptions {
  readonly kafka: KafkaSettings;
  readonly topics: Topics;
  readonly generator: Pick<Generator, 'next'> & Partial<Pick<Generator, 'forget'>>;
  readonly dice: Dice;
  readonly eventsPerSecond: number;
  /** How many records at least. */
  readonly events: number;
  /** How many at most, while `isNeeded` says that faults still need load. */
  readonly most: number;
  readonly isNeeded: () => boolean;
  /** What is published passes it. */
  readonly gate?: PublishingGate;
  readonly signal: AbortSignal;
}

/** Publishes at a rate, with bursts, until there are enough. Every item that was acknowledged is in `items`. */
export class Publisher {
  /** By tag. */
  readonly items = new Map<string, Item>();
  readonly #gate: PublishingGate;
  #writer: KafkaWriter | undefined;
  #writerOf = 0;
  #keysOf = 0;
  #published = 0;

  constructor(private readonly options: PublisherOptions) {
    this.#gate = options.gate ?? new PublishingGate();
  }

  /** Records, repeats included. */
  get published(): number {
    return this.#published;
  }

  async run(): Promise<void> {
    const { signal } = this.options;
    let owed = 0;
    let paidAt = Date.now();
    try {
      while (this.#isWanted()) {
        // By the clock: what could not be published while Kafka was away comes all at once, as it does in life.
        owed += (this.#rate() * (Date.now() - paidAt)) / 1000;
        paidAt = Date.now();
        const burst = this.options.dice.chance(BURSTS) ? BURST_SIZE * this.#rate() * (TICK_MS / 1000) : 0;
        const count = Math.floor(owed + burst);
        owed -= Math.floor(owed);
        const tick = pause(TICK_MS, undefined, { signal });
        await this.#send(count);
        await tick;
      }
    } finally {
      await this.#writer?.close();
    }
  }

  #isWanted(): boolean {
    const { events, isNeeded, signal } = this.options;
    return !signal.aborted && (this.#published < events || isNeeded());
  }

  /** Past the most there is only a trickle: faults need something to be in flight. */
  #rate(): number {
    const { eventsPerSecond, most } = this.options;
    return this.#published < most ? eventsPerSecond : Math.min(eventsPerSecond, 4);
  }

  /** What is sent is made when the gate is open: not before its keys have moved. */
  async #send(count: number): Promise<void> {
    await this.#gate.pass(async () => {
      const { generator, topics } = this.options;
      if (this.#keysOf !== this.#gate.timesKeysMoved) {
        this.#keysOf = this.#gate.timesKeysMoved;
        generator.forget?.();
      }
      const items = Array.from({ length: count }, () => generator.next());
      for (const [topic, group] of Map.groupBy(items, (item) => item.topic)) {
        const writer = await this.#openWriter();
        // Before the send: its answer may be lost, and the records there all the same.
        group.forEach((item) => this.items.set(item.tag, item));
        await writer.send(
          topics[topic],
          group.map(({ message }) => message),
        );
        this.#published += group.length;
      }
    });
  }

  /** Another one after the gate was closed: topics may have been made anew meanwhile, and have other partitions. */
  async #openWriter(): Promise<KafkaWriter> {
    const { kafka, signal } = this.options;
    if (this.#writer === undefined || this.#writerOf !== this.#gate.timesClosed) {
      await this.#writer?.close();
      this.#writerOf = this.#gate.timesClosed;
      this.#writer = await openWriter(kafka, { log: silentLog, signal });
    }
    return this.#writer;
  }
}
