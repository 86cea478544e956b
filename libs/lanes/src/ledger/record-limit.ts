import type { Publication } from '../ports/lane-record.js';

const SMALLEST = 16 * 1024;

/**
 * The largest record that is worth trying: it is checked when work is handed
 * in, where a refusal costs one piece of work and not the lane. One object for
 * all lanes of the process, since the topics are the same.
 */
export class RecordLimit {
  #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Kafka refused what was within the limit (max.message.bytes was lowered): try less. */
  lower(): void {
    this.#bytes = Math.max(SMALLEST, Math.floor(this.#bytes / 2));
  }

  allows(ledgerValue: Buffer | undefined, publications: readonly Publication[]): boolean {
    return byteLength(ledgerValue ?? null) <= this.#bytes && publications.every((one) => this.#allows(one));
  }

  #allows({ key, value, headers }: Publication): boolean {
    const headerBytes = Object.entries(headers).reduce(
      (sum, [name, header]) => sum + byteLength(name) + byteLength(header),
      0,
    );
    return byteLength(key) + byteLength(value) + headerBytes <= this.#bytes;
  }
}

function byteLength(text: string | Buffer | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}
