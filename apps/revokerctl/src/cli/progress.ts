import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { Progress } from '#libs/operations';

export interface ProgressOptions {
  readonly what: string;
  readonly total: number;
  readonly kind: 'usual' | 'long';
  readonly stream: Writable;
  readonly isWatched: boolean;
}

/** A bar that takes longer to be read than to be finished is noise. */
const SMALLEST_TOTAL = 2_000;

export function startProgress({ what, total, kind, stream, isWatched }: ProgressOptions): Progress {
  if (!isWatched || total === 0 || (kind === 'usual' && total < SMALLEST_TOTAL)) {
    return { add: () => undefined, [Symbol.dispose]: () => undefined };
  }
  const bar = new SingleBar({
    // Typed for stdout; any terminal will do.
    stream: stream,
    format: `${what} {bar} {percentage} %  {value} of {total}  {eta_formatted} left`,
    barsize: 24,
    fps: 8,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { add: (done) => bar.increment(done), [Symbol.dispose]: () => bar.stop() };
}
