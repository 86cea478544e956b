/** Where the live view is shown. */
export interface Screen {
  /** How long a line may be. */
  readonly columns: number;
  /** A line that stays. */
  line(text: string): void;
  /** The line at the bottom, instead of the one before. */
  status(text: string): void;
  /** Leaves what is shown, and the cursor below it. */
  close(): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Returns to the start of the line and erases it (ECMA-48 EL). */
const ERASE = '\r\u001b[K';

export function screenOn(output: Output): Screen {
  return output.isTTY === true ? new TerminalScreen(output) : new PlainScreen(output);
}

class TerminalScreen implements Screen {
  #status = '';

  constructor(private readonly output: Output) {}

  /** The last column is left free: a cursor that is beyond it has wrapped on some terminals. */
  get columns(): number {
    return Math.max(1, (this.output.columns ?? 80) - 1);
  }

  line(text: string): void {
    this.output.write(`${ERASE}${text}\n${this.#status}`);
  }

  status(text: string): void {
    this.#status = text;
    this.output.write(`${ERASE}${text}`);
  }

  close(): void {
    this.output.write(this.#status === '' ? '' : '\n');
    this.#status = '';
  }
}

/** A file or a pipe: nothing can be drawn again, so of all states only the last one is worth a line. */
class PlainScreen implements Screen {
  readonly columns = 1_000;
  #status = '';

  constructor(private readonly output: Output) {}

  line(text: string): void {
    this.output.write(`${text}\n`);
  }

  status(text: string): void {
    this.#status = text;
  }

  close(): void {
    if (this.#status !== '') {
      this.line(this.#status);
    }
    this.#status = '';
  }
}
