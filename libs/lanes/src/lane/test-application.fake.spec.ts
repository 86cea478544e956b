import type { HandlerResult } from '../ports/handler-result.port.js';
import type { LaneRecord, LossMark } from '../ports/lane-record.js';
import { pause } from '../../../async/src/waiting.js';
import { LaneLostError, type LaneHandle, type LaneWork } from '../ports/lane-work.port.js';

export interface TestEntry {
  readonly step: 'new' | 'begun';
  readonly afterLoss?: LossMark;
}

/**
 * The smallest application that lanes can have: a record's value is the id of
 * its work, a side effect is counted, and the result is published after a delay.
 */
export class TestApplication implements LaneWork<TestEntry> {
  /** Every id whose side effect was carried out, in order, repeats included. */
  readonly effects: string[] = [];
  readonly begun: { readonly lane: number; readonly ids: readonly string[] }[] = [];
  /** What was begun with, by id. */
  readonly restored = new Map<string, TestEntry>();
  readonly ended: number[] = [];
  readonly handles = new Map<number, LaneHandle<TestEntry>>();
  /** What went wrong that must not. */
  readonly faults: unknown[] = [];
  #running = new Set<Promise<void>>();

  constructor(
    private readonly options: {
      readonly output: string;
      readonly delay: () => Promise<void>;
      readonly onEffect?: (id: string) => void;
    },
  ) {}

  begin(lane: LaneHandle<TestEntry>, open: ReadonlyMap<string, TestEntry>): void {
    this.handles.set(lane.lane, lane);
    this.begun.push({ lane: lane.lane, ids: [...open.keys()] });
    for (const [id, entry] of open) {
      this.restored.set(id, entry);
      this.#start(lane, id);
    }
  }

  accept(lane: LaneHandle<TestEntry>, id: string): void {
    this.#start(lane, id);
  }

  end(lane: LaneHandle<TestEntry>): void {
    this.ended.push(lane.lane);
    this.handles.delete(lane.lane);
  }

  afterLoss(entry: TestEntry, afterLoss: LossMark): TestEntry {
    return { ...entry, afterLoss };
  }

  async drain(): Promise<void> {
    await Promise.all(this.#running);
  }

  #start(lane: LaneHandle<TestEntry>, id: string): void {
    const work = this.#work(lane, id).catch((error: unknown) => {
      if (!(error instanceof LaneLostError)) {
        this.faults.push(error);
      }
    });
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #work(lane: LaneHandle<TestEntry>, id: string): Promise<void> {
    await lane.save(id, { step: 'begun' });
    await this.options.delay();
    while (!lane.mayAct()) {
      if (lane.signal.aborted) {
        return;
      }
      await pause(20, lane.signal);
    }
    this.effects.push(id);
    this.options.onEffect?.(id);
    await lane.settle(id, {
      summary: { id },
      publications: [{ topic: this.options.output, key: id, value: id, headers: {} }],
    });
  }
}

/** `<uuid>` is work, `answer <uuid>` is answered at once; anything else is poison, and left to the fallback. */
export function takeInById(output: string): (record: LaneRecord) => HandlerResult<TestEntry> {
  return ({ value }) => {
    const [first = '', second, content = 'same'] = (value?.toString('utf8') ?? '').split(' ');
    const id = second ?? first;
    const fingerprint = Buffer.from(content.padEnd(16)).toString('hex');
    const identity = { id, fingerprint, conflictId: () => id.replace(/^.{8}/, fingerprint.slice(0, 8)) };
    if (first === 'answer') {
      const publications = [{ topic: output, key: id, value: id, headers: {} }];
      return { kind: 'answer', identity, answer: (as) => ({ summary: { id: as }, publications }) };
    }
    if (first === 'throw') {
      throw new TypeError('Cannot read properties of undefined');
    }
    return { kind: 'work', identity, open: () => ({ step: 'new' }) };
  };
}

/** Everything poisonous becomes a dead letter that tells where it came from. */
export function deadLetterTo(topic: string): (record: LaneRecord) => HandlerResult<TestEntry> {
  return (record) => ({
    kind: 'dead-letter',
    code: 'test',
    publication: {
      topic,
      key: null,
      value: `${record.topic}/${record.partition}/${record.offset}`,
      headers: {},
    },
  });
}
