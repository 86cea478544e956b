import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell, Measured } from '../cell.js';
import type { HeapSample } from '../profile/heap-sampler.js';
import { drain, type ProfiledDrain } from './drain.js';

const MEGABYTE = 1_048_576;
const SAMPLER = join(import.meta.dirname, '../profile/heap-sampler.js');

/** What the memory of a process consists of when it is at its largest, during the same work as a throughput cell. */
export function memoryProfile({ name, title, conditions, plan }: ProfiledDrain): Cell {
  return {
    name: `memory-${name}`,
    title: `Memory by kind when there is most of it, MB: ${title}`,
    conditions,
    run: (house) =>
      house.inRoom('memory-profile', (room) => {
        const file = join(room.folder, 'heap.jsonl');
        const settings = { ...plan.settings, BENCH_HEAP_FILE: file };
        return drain(house, room, { ...plan, settings, nodeArgs: ['--import', SAMPLER] }, () =>
          partsOf(file),
        );
      }),
  };
}

async function partsOf(file: string): Promise<Measured> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const samples = lines.map((line) => JSON.parse(line) as HeapSample);
  const largest = samples.reduce((most, one) => (one.rss > most.rss ? one : most));
  const busiest = samples.slice(samples.indexOf(largest) >> 1, samples.indexOf(largest) + 1);
  const { rss, heap, young, old, external } = largest;
  const megabytes = (bytes: number): number => bytes / MEGABYTE;
  return {
    figures: {
      'RSS MB': megabytes(rss),
      'young generation MB': megabytes(young),
      'old generation MB': megabytes(old),
      // Right after a collection there is least of it.
      'of the old generation alive MB': megabytes(Math.min(...busiest.map(({ oldUsed }) => oldUsed))),
      'the rest of the heap MB': megabytes(heap - young - old),
      'buffers MB': megabytes(external),
      'Node itself, and what malloc keeps MB': megabytes(rss - heap - external),
    },
  };
}
