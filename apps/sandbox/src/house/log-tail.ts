/** The last lines of a stream of text. */
export class LogTail {
  readonly #lines: string[] = [];
  #unfinished = '';

  constructor(private readonly capacity: number) {}

  add(chunk: string): void {
    const lines = (this.#unfinished + chunk).split(/\r?\n/);
    this.#unfinished = lines.pop() ?? '';
    this.#lines.push(...lines.filter((line) => line.trim() !== ''));
    this.#lines.splice(0, this.#lines.length - this.capacity);
  }

  lines(): readonly string[] {
    const rest = this.#unfinished.trim() === '' ? [] : [this.#unfinished];
    return [...this.#lines, ...rest].slice(-this.capacity).map(readable);
  }
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** A line of pino for a person; any other line as it is. */
function readable(line: string): string {
  try {
    const entry = JSON.parse(line) as { level?: number | string; msg?: string; err?: { stack?: string } };
    if (typeof entry.msg !== 'string') {
      return line;
    }
    const level = typeof entry.level === 'number' ? LEVELS[entry.level] : entry.level?.toUpperCase();
    const stack = entry.err?.stack === undefined ? '' : `\n${entry.err.stack}`;
    return `${(level ?? 'INFO').padEnd(5)} ${entry.msg}${stack}`;
  } catch {
    return line;
  }
}
