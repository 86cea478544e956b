import { pause } from '#libs/async';
import { FetchLoop, type FetchLoopOptions } from './fetch-loop.js';

const LOOK_FOR_NODES_MS = 1000;

export interface FetchPoolOptions extends Omit<FetchLoopOptions, 'node'> {
  readonly client: FetchLoopOptions['client'] & { nodes(): readonly number[] };
}

/** A fetch loop for each broker there is. */
export class FetchPool {
  readonly #loops = new Map<number, FetchLoop>();
  readonly #running: Promise<void>[] = [];

  constructor(private readonly options: FetchPoolOptions) {}

  wake(): void {
    for (const loop of this.#loops.values()) {
      loop.wake();
    }
  }

  /** Until the signal ends it, and the last loop with it. */
  async run(): Promise<void> {
    const { client, signal } = this.options;
    while (!signal.aborted) {
      // A loop of a broker that is gone stays: it finds nothing to do, and the broker may come back.
      for (const node of client.nodes()) {
        if (!this.#loops.has(node)) {
          const loop = new FetchLoop({ ...this.options, node });
          this.#loops.set(node, loop);
          this.#running.push(loop.run());
        }
      }
      if (this.#misses(client.nodes())) {
        await client.refresh();
      }
      await pause(LOOK_FOR_NODES_MS, signal);
    }
    await Promise.all(this.#running);
  }

  /** Whether the leader of a partition is no node that we know: no loop would fetch it, and none would ask for metadata. */
  #misses(nodes: readonly number[]): boolean {
    const { client, sources } = this.options;
    for (const { topic, partition } of sources()) {
      if (!nodes.includes(client.leaderOf(topic, partition))) {
        return true;
      }
    }
    return false;
  }
}
