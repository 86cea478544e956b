import { appendFileSync } from 'node:fs';
import { getHeapSpaceStatistics } from 'node:v8';

/**
 * Loaded into the process that is measured (`--import`): writes what its memory
 * consists of to BENCH_HEAP_FILE, one JSON line a sample. From outside only the
 * sum of it can be seen.
 */
export interface HeapSample {
  readonly rss: number;
  /** Committed, with the room that V8 keeps free. */
  readonly heap: number;
  readonly young: number;
  readonly old: number;
  /** Of the old generation: in use, garbage included. */
  readonly oldUsed: number;
  /** Buffers. */
  readonly external: number;
}

const SAMPLE_EVERY_MS = 100;

const file = process.env['BENCH_HEAP_FILE'];
if (file !== undefined) {
  setInterval(() => appendFileSync(file, `${JSON.stringify(sample())}\n`), SAMPLE_EVERY_MS).unref();
}

function sample(): HeapSample {
  const spaces = new Map(getHeapSpaceStatistics().map((space) => [space.space_name, space]));
  const { rss, heapTotal, external } = process.memoryUsage();
  const committed = (name: string): number => spaces.get(name)?.physical_space_size ?? 0;
  return {
    rss,
    heap: heapTotal,
    young: committed('new_space') + committed('new_large_object_space'),
    old: committed('old_space') + committed('large_object_space'),
    oldUsed: spaces.get('old_space')?.space_used_size ?? 0,
    external,
  };
}
