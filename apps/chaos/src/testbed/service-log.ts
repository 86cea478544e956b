/** A line of the service's log that chaos cares about. */
export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly lane?: number;
  readonly reason?: string;
  /** The partition that it is about: `${topic}/${partition}`. */
  readonly partition?: string;
}

/** Reads a growing output line by line; never the same line twice. */
export class ServiceLog {
  readonly lines: LogLine[] = [];
  #read = 0;
  /** Since when (epoch milliseconds) the clock of the process is off by how much. */
  readonly #clock: { readonly since: number; readonly offsetMs: number }[] = [{ since: 0, offsetMs: 0 }];

  constructor(private readonly output: () => string) {}

  /** What it prints from now on bears times that are off by as much. */
  clockSteps(offsetMs: number): void {
    this.update();
    this.#clock.push({ since: Date.now(), offsetMs });
  }

  /** All complete lines so far. */
  update(): readonly LogLine[] {
    const output = this.output();
    const end = output.lastIndexOf('\n') + 1;
    if (end > this.#read) {
      const fresh = output
        .slice(this.#read, end)
        .split('\n')
        .flatMap(parse)
        .map((line) => ({ ...line, at: this.#realTime(line.at) }));
      this.lines.push(...fresh);
      this.#read = end;
    }
    return this.lines;
  }

  /** By the steps of its clock, newest first: the first one that was in force at the time which it makes of the stamp. */
  #realTime(stamp: number): number {
    const now = Date.now();
    const step = this.#clock.findLast(
      ({ since, offsetMs }) => stamp - offsetMs >= since && stamp - offsetMs <= now,
    );
    return stamp - (step?.offsetMs ?? 0);
  }
}

function parse(line: string): readonly LogLine[] {
  if (!line.startsWith('{')) {
    return line === '' ? [] : [{ at: Date.now(), level: 'raw', message: line }];
  }
  const { time, level, msg, lane, reason, topic, partition } = JSON.parse(line) as Readonly<
    Record<string, string>
  > & { readonly lane?: number; readonly partition?: number };
  return [
    {
      at: Date.parse(time ?? ''),
      level: level ?? '',
      message: msg ?? '',
      ...(lane !== undefined && { lane }),
      ...(reason !== undefined && { reason }),
      ...(topic !== undefined && partition !== undefined && { partition: `${topic}/${partition}` }),
    },
  ];
}
