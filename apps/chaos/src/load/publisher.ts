import { setTimeout as pause } from 'node:timers/promises';
import { openWriter, type KafkaSettings } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import type { Topics } from '#libs/testbed';
import type { Dice } from '../dice.js';
import type { Generator } from './generator.js';
import type { Item } from './item.js';

const TICK_MS = 250;
/** Now and then a company closes a whole department. */
const BURSTS = 0.02;
const BURST_SIZE = 12;

export interface PublisherOptions {
  readonly kafka: KafkaSettings;
  readonly topics: Topics;
  readonly generator: Pick<Generator, 'next'>;
  readonly dice: Dice;
  readonly eventsPerSecond: number;
  /** How many records at least. */
  readonly events: number;
  /** How many at most, while `isNeeded` says that faults still need load. */
  readonly most: number;
  readonly isNeeded: () => boolean;
  readonly signal: AbortSignal;
}

/** Publishes at a rate, with bursts, until there are enough. Every item that was acknowledged is in `items`. */
export class Publisher {
  /** By tag. */
  readonly items = new Map<string, Item>();
  #published = 0;

  constructor(private readonly options: PublisherOptions) {}

  /** Records, repeats included. */
  get published(): number {
    return this.#published;
  }

  async run(): Promise<void> {
    const { kafka, signal } = this.options;
    const writer = await openWriter(kafka, { log: silentLog, signal });
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
        const items = Array.from({ length: count }, () => this.options.generator.next());
        const tick = pause(TICK_MS, undefined, { signal });
        await this.#send(writer, items);
        await tick;
      }
    } finally {
      await writer.close();
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

  async #send(writer: Awaited<ReturnType<typeof openWriter>>, items: readonly Item[]): Promise<void> {
    for (const [topic, group] of Map.groupBy(items, (item) => item.topic)) {
      // Before the send: its answer may be lost, and the records there all the same.
      group.forEach((item) => this.items.set(item.tag, item));
      await writer.send(
        this.options.topics[topic],
        group.map(({ message }) => message),
      );
      this.#published += group.length;
    }
  }
}
