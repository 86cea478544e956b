const POLYNOMIAL = 0x82f63b78; // Castagnoli, reflected
const SLICES = 8;
const VALUES = 256;

/** Tables for eight bytes a step, one behind the other: a single array is looked into three times as fast as eight. */
const TABLE = buildTable();

/** CRC-32C (RFC 3720 appendix B.4) as an unsigned 32-bit number. node:zlib has only the polynomial of zip. */
export function crc32c(bytes: Buffer, start = 0, end: number = bytes.length): number {
  // Its reads are compiled to single loads; those of Buffer are functions of four.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = -1;
  let i = start;
  for (; i + SLICES <= end; i += SLICES) {
    const low = crc ^ view.getInt32(i, true);
    const high = view.getInt32(i + 4, true);
    crc =
      at(7, low & 0xff) ^
      at(6, (low >>> 8) & 0xff) ^
      at(5, (low >>> 16) & 0xff) ^
      at(4, low >>> 24) ^
      at(3, high & 0xff) ^
      at(2, (high >>> 8) & 0xff) ^
      at(1, (high >>> 16) & 0xff) ^
      at(0, high >>> 24);
  }
  for (; i < end; i += 1) {
    crc = at(0, (crc ^ view.getUint8(i)) & 0xff) ^ (crc >>> 8);
  }
  return (crc ^ -1) >>> 0;
}

/** An index of eight bits is always inside of a slice. */
function at(slice: number, index: number): number {
  return TABLE[slice * VALUES + index] as number;
}

function buildTable(): Int32Array {
  const table = new Int32Array(SLICES * VALUES);
  for (let byte = 0; byte < VALUES; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    }
    table[byte] = crc;
  }
  for (let i = VALUES; i < table.length; i += 1) {
    const previous = table[i - VALUES] as number;
    table[i] = (table[previous & 0xff] as number) ^ (previous >>> 8);
  }
  return table;
}
