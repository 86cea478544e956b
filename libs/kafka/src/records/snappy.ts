import { compressSync, uncompressSync } from 'snappy';

/** The framing of snappy-java, which Kafka's own clients use: a header, then blocks with their lengths. */
const FRAME_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const FRAME_HEADER_BYTES = 16;
const FRAME_VERSION = 1;
const BLOCK_BYTES = 32 * 1024;

/** Framed as snappy-java does it, or one raw block, as some other clients write it. */
export function decompressSnappy(bytes: Buffer, mostBytes: number): Buffer {
  const blocks = bytes.subarray(0, FRAME_MAGIC.length).equals(FRAME_MAGIC) ? framedBlocks(bytes) : [bytes];
  const total = blocks.reduce((sum, block) => sum + announcedBytes(block), 0);
  if (total > mostBytes) {
    throw new RangeError(`A snappy batch says that it has ${total} bytes when decompressed.`);
  }
  return Buffer.concat(blocks.map((block) => uncompressSync(block, { asBuffer: true }) as Buffer));
}

export function compressSnappy(bytes: Buffer): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  FRAME_MAGIC.copy(header);
  header.writeInt32BE(FRAME_VERSION, 8);
  header.writeInt32BE(FRAME_VERSION, 12); // the oldest version that can read it
  const parts: Buffer[] = [header];
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    const block = compressSync(bytes.subarray(start, start + BLOCK_BYTES));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

function framedBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  let position = FRAME_HEADER_BYTES;
  while (position < bytes.length) {
    const start = position + 4;
    const end = start + bytes.readInt32BE(position);
    if (end < start || end > bytes.length) {
      throw new RangeError('A block of a snappy batch is longer than the batch.');
    }
    blocks.push(bytes.subarray(start, end));
    position = end;
  }
  return blocks;
}

/** A raw block begins with its decompressed length, as an unsigned varint. */
function announcedBytes(block: Buffer): number {
  let length = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = block[i];
    if (byte === undefined) {
      break;
    }
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) {
      return length;
    }
  }
  throw new RangeError('A snappy block does not begin with its length.');
}
