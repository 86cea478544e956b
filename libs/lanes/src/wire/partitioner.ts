/** The partition that the Java client's default partitioner chooses for a key (murmur2). */
export function partitionFor(_key: Buffer | string, _count: number): number {
  throw new Error('not there yet');
}
