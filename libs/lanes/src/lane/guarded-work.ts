import type { LaneContext } from '../context/lane-context.js';
import type { LaneCommand, LaneHandle } from '../ports/lane-work.port.js';

/** The application, as a lane calls it. The port forbids it to throw; where it throws, the lane goes on. */
export class GuardedWork<Entry> {
  constructor(
    private readonly context: Pick<LaneContext<Entry>, 'work' | 'log'>,
    private readonly handle: LaneHandle<Entry>,
  ) {}

  begin(open: ReadonlyMap<string, Entry>, note: unknown): void {
    this.#guard('begin', () => this.context.work.begin(this.handle, open, note));
  }

  accept(id: string, entry: Entry): void {
    this.#guard('accept', () => this.context.work.accept(this.handle, id, entry));
  }

  command(command: LaneCommand): 'done' | 'ignored' {
    return this.#guard('command', () => this.context.work.command?.(this.handle, command)) ?? 'ignored';
  }

  pause(): void {
    this.#guard('pause', () => this.context.work.pause?.(this.handle));
  }

  resume(): void {
    this.#guard('resume', () => this.context.work.resume?.(this.handle));
  }

  async drain(): Promise<void> {
    await this.context.work.drain?.(this.handle);
  }

  end(): void {
    this.#guard('end', () => this.context.work.end(this.handle));
  }

  #guard<T>(what: string, call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      // What is in the ledger stays there: the next owner begins with it.
      const cause = error instanceof Error ? error.name : typeof error;
      const fields = { lane: this.handle.lane, call: what, cause };
      this.context.log.error(fields, 'The application threw at its lane');
      return undefined;
    }
  }
}
