import type { LaneMove } from './pauses.js';
import { eventually } from '#libs/testbed';
import { Instance } from './instance.js';

const READY_WITHIN_MS = 180_000;

export interface FleetOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Base URL of the simulated PingOne. */
  readonly pingone: string;
}

/** A lane that began to work. */
export interface Takeover {
  readonly lane: number;
  readonly by: Instance;
  /** Epoch milliseconds. */
  readonly at: number;
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
  takeovers(): readonly Takeover[] {
    return this.all
      .flatMap((by) =>
        by.log
          .update()
          .flatMap(({ message, lane, at }) =>
            message === 'Lane taken' && lane !== undefined ? [{ lane, by, at }] : [],
          ),
      )
      .sort((one, other) => one.at - other.at);
  }

  /** Whose lanes are whose: the last one who took a lane has it. */
  lanesOf(instance: Instance): readonly number[] {
    const owners = new Map(this.takeovers().map(({ lane, by }) => [lane, by]));
    return [...owners].flatMap(([lane, by]) => (by === instance ? [lane] : [])).sort((a, b) => a - b);
  }

  /** When the last of these lanes had begun to work with somebody else, in milliseconds after `since`; undefined before that. */
  takenOverAfter(lanes: readonly number[], from: Instance, since: number): number | undefined {
    const moves = this.movesOf(lanes, from, since);
    return moves.length === lanes.length ? Math.max(since, ...moves.map(({ at }) => at)) - since : undefined;
  }

  /** Which of these lanes have begun to work with somebody else, and when each did first. */
  movesOf(lanes: readonly number[], from: Instance, since: number): readonly LaneMove[] {
    const after = this.takeovers().filter(({ by, at }) => by !== from && at >= since);
    return lanes.flatMap((lane) => {
      const taken = after.find((takeover) => takeover.lane === lane);
      return taken ? [{ ...taken, by: taken.by.name }] : [];
    });
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
