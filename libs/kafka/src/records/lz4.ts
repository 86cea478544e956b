import { compressFrameSync, decompressFrameSync } from 'lz4-napi';

/** https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
const Flag = { contentSize: 0x08, dictionaryId: 0x01, blockChecksum: 0x10 } as const;
const BYTES_BEFORE_OPTIONS = 6; // magic, flags, block descriptor
const UNCOMPRESSED_BLOCK = 0x80000000;
/** By the number in bits 4 to 6 of the block descriptor. */
const LARGEST_BLOCK: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** The decoder takes no limit, so the frame is measured before it is opened. */
export function decompressLz4(bytes: Buffer, mostBytes: number): Buffer {
  const atMost = upperBoundOfFrame(bytes);
  if (atMost > mostBytes) {
    throw new RangeError(`An lz4 batch may have ${atMost} bytes when decompressed.`);
  }
  return decompressFrameSync(bytes);
}

export function compressLz4(bytes: Buffer): Buffer {
  return compressFrameSync(bytes);
}

/** No block of a frame decompresses to more than the frame's descriptor says. */
function upperBoundOfFrame(bytes: Buffer): number {
  const flags = bytes.readUInt8(4);
  const largestBlock = LARGEST_BLOCK[(bytes.readUInt8(5) >> 4) & 0x07];
  if (largestBlock === undefined) {
    throw new RangeError('An lz4 frame names a block size that does not exist.');
  }
  let position =
    BYTES_BEFORE_OPTIONS + (flags & Flag.contentSize ? 8 : 0) + (flags & Flag.dictionaryId ? 4 : 0) + 1;
  const checksumBytes = flags & Flag.blockChecksum ? 4 : 0;
  let bound = 0;
  for (let length = bytes.readUInt32LE(position); length !== 0; length = bytes.readUInt32LE(position)) {
    bound += largestBlock;
    position += 4 + (length % UNCOMPRESSED_BLOCK) + checksumBytes;
  }
  return bound;
}
