import type { Writable } from 'node:stream';

/** What the reader of a program's output may be behind. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/**
 * Writes lines at once where the reader keeps up, and drops them where it is too
 * far behind: a log collector that stalls must neither stop heartbeats nor fill
 * the memory. A reader that is gone is no reason to fail, so a broken pipe is ignored.
 *
 * pino's own destination was not taken: blocking, it stops heartbeats; not
 * blocking, it loses the line that is under way at an exit, and its `flushSync`
 * (sonic-boom 4.2.1) never returns when the pipe is broken, so the process never ends.
 */
export function boundedDestination(
  stream: Writable,
  maxBufferedBytes: number = MAX_BUFFERED_BYTES,
): { write(line: string): void } {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  return {
    write: (line) => {
      if (stream.writableLength < maxBufferedBytes) {
        stream.write(line);
      }
    },
  };
}
