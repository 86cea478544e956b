import type { DeadLetter } from '#libs/contracts';
import { count, grouped } from '../../cli/format.js';

const WIDTH = 40;

type Counts = Readonly<Record<string, number>>;

/** How many dead letters there are, by reason, origin and hour. */
export class Histogram {
  #total = 0;
  readonly #byCode = new Map<string, number>();
  readonly #byTopic = new Map<string, number>();
  readonly #byHour = new Map<string, number>();

  get total(): number {
    return this.#total;
  }

  /** `at`: when it was written, epoch milliseconds. */
  add({ code, origin }: DeadLetter, at: number): void {
    this.#total += 1;
    increase(this.#byCode, code);
    increase(this.#byTopic, origin.topic);
    increase(this.#byHour, `${new Date(at).toISOString().slice(0, 13)}:00Z`);
  }

  toJSON(): {
    readonly total: number;
    readonly byCode: Counts;
    readonly byTopic: Counts;
    readonly byHour: Counts;
  } {
    return {
      total: this.#total,
      byCode: Object.fromEntries(largestFirst(this.#byCode)),
      byTopic: Object.fromEntries(largestFirst(this.#byTopic)),
      byHour: Object.fromEntries(inOrder(this.#byHour)),
    };
  }

  describe(): readonly string[] {
    return [
      `${count(this.#total, 'dead letter')}.`,
      ...barsOf('By reason', largestFirst(this.#byCode)),
      ...barsOf('By origin', largestFirst(this.#byTopic)),
      ...barsOf('By hour', inOrder(this.#byHour)),
    ];
  }
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function largestFirst(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([, a], [, b]) => b - a);
}

function inOrder(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

function barsOf(title: string, counts: readonly (readonly [string, number])[]): readonly string[] {
  if (counts.length === 0) {
    return [];
  }
  const most = Math.max(...counts.map(([, number]) => number));
  const width = Math.max(...counts.map(([name]) => name.length));
  const digits = grouped(most).length;
  const lines = counts.map(([name, number]) => {
    const bar = '█'.repeat(Math.max(1, Math.round((number / most) * WIDTH)));
    return `  ${name.padEnd(width)}  ${grouped(number).padStart(digits)}  ${bar}`;
  });
  return ['', title, ...lines];
}
