import type { Dice } from '../dice.js';
import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import { Generator } from '../load/generator.js';
import { Publisher } from '../load/publisher.js';

/** Publishes in several goes, out of one generator. */
export class Load {
  readonly #generator: Generator;
  readonly #seen = new Set<string>();
  /** Answers that there must be to all that was published so far. */
  answers = 0;

  constructor(
    private readonly testbed: ChaosTestbed,
    private readonly dice: Dice,
    private readonly signal: AbortSignal,
  ) {
    this.#generator = new Generator(testbed.simulator, dice.fork('events'));
  }

  /** Resolves with the ids of new events. */
  async publish(go: {
    readonly perSecond: number;
    readonly events: number;
    readonly isNeeded?: () => boolean;
  }): Promise<ReadonlySet<string>> {
    const { kafka, topics } = this.testbed;
    const publisher = new Publisher({
      kafka,
      topics,
      generator: this.#generator,
      dice: this.dice.fork('pace'),
      eventsPerSecond: go.perSecond,
      events: go.events,
      most: Infinity,
      isNeeded: go.isNeeded ?? (() => false),
      signal: this.signal,
    });
    await publisher.run();
    const fresh = [...publisher.items.values()].filter(({ tag }) => !this.#seen.has(tag));
    fresh.forEach(({ tag }) => this.#seen.add(tag));
    this.answers += fresh.length;
    return new Set(fresh.flatMap(({ eventId }) => eventId ?? []));
  }
}
