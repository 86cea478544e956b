import type { LedgerChange } from '#libs/lanes';
import type { Terminal } from '../cli/terminal.js';
import type { KafkaAccess } from '../kafka/kafka-access.js';
import type { LaneView } from './lane-view.js';
import { readLanes } from './read-lanes.js';

/** The lanes as the ledger has them: read once as they are, then followed for as long as somebody waits for something. */
export class LedgerWatch {
  readonly #next: Map<number, bigint>;

  private constructor(
    private readonly kafka: KafkaAccess,
    private readonly ledger: string,
    readonly lanes: readonly LaneView[],
    private readonly onChange: (change: LedgerChange) => void,
  ) {
    this.#next = new Map(lanes.map(({ lane, readUntil }) => [lane, readUntil]));
  }

  /** @throws CliError where there is no ledger */
  static async begin(
    kafka: KafkaAccess,
    ledger: string,
    terminal: Terminal,
    onChange: (change: LedgerChange) => void = () => undefined,
  ): Promise<LedgerWatch> {
    return new LedgerWatch(kafka, ledger, await readLanes(kafka, ledger, terminal, onChange), onChange);
  }

  /** Follows the ledger until it is so, asked after each change; false if the signal comes first. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<boolean> {
    if (isSo()) {
      return true;
    }
    for await (const change of this.kafka.followLedger(this.ledger, this.#next, signal)) {
      this.#next.set(change.lane, change.offset + 1n);
      this.lanes[change.lane]?.apply(change);
      this.onChange(change);
      if (isSo()) {
        return true;
      }
    }
    return false;
  }
}
