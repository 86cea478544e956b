const POLYNOMIAL = 0x82f63b78; // Castagnoli, reflected
const SLICES = 8;

/** Tables for eight bytes a step: a commit's checksum costs as much as all the rest of its encoding otherwise. */
const TABLES = buildTables();

/** CRC-32C (RFC 3720 appendix B.4) as an unsigned 32-bit number. node:zlib has only the polynomial of zip. */
export function crc32c(bytes: Buffer, start = 0, end: number = bytes.length): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES;
  let crc = -1;
  let i = start;
  for (; i + SLICES <= end; i += SLICES) {
    const low = crc ^ bytes.readInt32LE(i);
    const high = bytes.readInt32LE(i + 4);
    crc =
      at(t7, low & 0xff) ^
      at(t6, (low >>> 8) & 0xff) ^
      at(t5, (low >>> 16) & 0xff) ^
      at(t4, low >>> 24) ^
      at(t3, high & 0xff) ^
      at(t2, (high >>> 8) & 0xff) ^
      at(t1, (high >>> 16) & 0xff) ^
      at(t0, high >>> 24);
  }
  for (; i < end; i += 1) {
    crc = at(t0, (crc ^ (bytes[i] as number)) & 0xff) ^ (crc >>> 8);
  }
  return (crc ^ -1) >>> 0;
}

type Tables = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** An index of eight bits is always inside of a table of 256. */
function at(table: Int32Array, index: number): number {
  return table[index] as number;
}

function buildTables(): Tables {
  const tables = Array.from({ length: SLICES }, () => new Int32Array(256)) as Tables;
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    }
    tables[0][byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice += 1) {
    const previous = tables[slice - 1] as Int32Array;
    for (let byte = 0; byte < 256; byte += 1) {
      const crc = at(previous, byte);
      (tables[slice] as Int32Array)[byte] = at(tables[0], crc & 0xff) ^ (crc >>> 8);
    }
  }
  return tables;
}
