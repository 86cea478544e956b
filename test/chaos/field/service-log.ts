/** A line of the service's log that chaos cares about. */
export interface LogLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly lane?: number;
  readonly reason?: string;
}

/** Reads a growing output line by line; never the same line twice. */
export class ServiceLog {
  readonly lines: LogLine[] = [];
  #read = 0;

  constructor(private readonly output: () => string) {}

  /** All complete lines so far. */
  update(): readonly LogLine[] {
    const output = this.output();
    const end = output.lastIndexOf('\n') + 1;
    if (end > this.#read) {
      const fresh = output.slice(this.#read, end).split('\n').flatMap(parse);
      this.lines.push(...fresh);
      this.#read = end;
    }
    return this.lines;
  }
}

function parse(line: string): readonly LogLine[] {
  if (!line.startsWith('{')) {
    return line === '' ? [] : [{ at: Date.now(), level: 'raw', message: line }];
  }
  const { time, level, msg, lane, reason } = JSON.parse(line) as Readonly<Record<string, string>> & {
    readonly lane?: number;
  };
  return [
    {
      at: Date.parse(time ?? ''),
      level: level ?? '',
      message: msg ?? '',
      ...(lane !== undefined && { lane }),
      ...(reason !== undefined && { reason }),
    },
  ];
}
