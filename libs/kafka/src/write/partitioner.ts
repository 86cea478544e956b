const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The partition that the Java client's default partitioner chooses for a key (murmur2). */
export function partitionFor(key: Buffer | string, count: number): number {
  return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % count;
}

/** As `org.apache.kafka.common.utils.Utils.murmur2`, whose names these are. */
function murmur2(data: Buffer): number {
  const whole = data.length & ~3;
  let h = SEED ^ data.length;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(data.readInt32LE(i), M);
    k ^= k >>> R;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = data.length - whole;
  if (rest > 0) {
    h = Math.imul(h ^ data.readUIntLE(whole, rest), M);
  }
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return h ^ (h >>> 15);
}
