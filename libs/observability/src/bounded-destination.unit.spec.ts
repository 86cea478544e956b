import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { boundedDestination } from './bounded-destination.js';

/** Takes one line at a time, when it is told to. */
class StallingReader extends Writable {
  readonly lines: string[] = [];
  #taken: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, taken: () => void): void {
    this.lines.push(chunk.toString());
    this.#taken = taken;
  }

  takeOne(): void {
    this.#taken?.();
  }
}

describe('The bounded destination', () => {
  it('drops lines while the reader is too far behind, and goes on when it has caught up', () => {
    const reader = new StallingReader();
    const destination = boundedDestination(reader, 10);
    for (const line of ['one\n', 'two\n', 'three\n', 'dropped\n']) {
      destination.write(line);
    }
    reader.takeOne();
    reader.takeOne();
    destination.write('four\n');
    reader.takeOne();
    expect(reader.lines).toEqual(['one\n', 'two\n', 'three\n', 'four\n']);
  });

  it('goes on when its reader is gone', () => {
    const reader = new StallingReader();
    const destination = boundedDestination(reader);
    reader.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    destination.write('into the void\n');
    expect(() => reader.emit('error', new Error('disk full'))).toThrow('disk full');
  });
});
