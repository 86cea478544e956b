import { eventually } from '#libs/testbed';
import { Instance } from './instance.js';
import type { LaneMove } from './pauses.js';
import { lanesOf, movesOf, takenOverAfter, takeoversOf, type Takeover } from './takeovers.js';

const READY_WITHIN_MS = 180_000;

export interface FleetOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Base URL of the simulated PingOne. */
  readonly pingone: string;
}

/** All processes of the service, those that are gone included: what they said still counts. */
export class Fleet implements AsyncDisposable {
  readonly all: Instance[] = [];
  #started = 0;

  constructor(private readonly options: FleetOptions) {}

  get running(): readonly Instance[] {
    return this.all.filter(({ state }) => state === 'running');
  }

  /** Starts one more and waits until it is ready. */
  async start(): Promise<Instance> {
    this.#started += 1;
    const name = `s${this.#started}`;
    const instance = await Instance.start(name, this.options.environment, this.options.pingone);
    this.all.push(instance);
    await eventually(
      () => `${name} is ready; it printed:\n${instance.service.output.slice(-4_000)}`,
      async () => instance.state !== 'running' || (await instance.service.health('ready')).status === 200,
      READY_WITHIN_MS,
    );
    return instance;
  }

  /** Every time a lane began to work, in order, by what the instances said. */
  takeovers(): readonly Takeover<Instance>[] {
    return takeoversOf(this.all);
  }

  lanesOf(instance: Instance): readonly number[] {
    return lanesOf(this.takeovers(), instance);
  }

  takenOverAfter(lanes: readonly number[], from: Instance, since: number): number | undefined {
    return takenOverAfter(this.takeovers(), lanes, from, since);
  }

  movesOf(lanes: readonly number[], from: Instance, since: number): readonly LaneMove[] {
    return movesOf(this.takeovers(), lanes, from, since);
  }

  /** Orderly, all at once. Returns how each of those still there ended. */
  async terminate(): Promise<readonly { readonly name: string; readonly end: number | NodeJS.Signals }[]> {
    const left = this.all.filter(({ state }) => state !== 'gone');
    left.filter(({ state }) => state === 'frozen').forEach((instance) => instance.thaw());
    return Promise.all(
      left.map(async (instance) => ({ name: instance.name, end: await instance.terminate() })),
    );
  }

  /** Ends all of them, whatever state they are in. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((instance) => instance[Symbol.asyncDispose]()));
  }
}
