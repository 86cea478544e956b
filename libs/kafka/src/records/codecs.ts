import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import { compressLz4, decompressLz4 } from './lz4.js';
import { compressSnappy, decompressSnappy } from './snappy.js';

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** The numbers by which a batch's attributes name its codec. */
export const CODECS: Readonly<Record<Compression, number>> = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 };

export const NO_COMPRESSION = CODECS.none;

/** One batch may fill it and no more: a few kilobytes of zeros must not take the service down. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Synchronous on purpose: batches are about a megabyte, and records must keep
 * their order. Throws on bytes that are broken, on more than 64 MiB, and on a
 * codec that Kafka does not have.
 */
export function decompress(codec: number, bytes: Buffer, mostBytes: number = MOST_BYTES): Buffer {
  switch (codec) {
    case CODECS.none:
      return bytes;
    case CODECS.gzip:
      return gunzipSync(bytes, { maxOutputLength: mostBytes });
    case CODECS.snappy:
      return decompressSnappy(bytes, mostBytes);
    case CODECS.lz4:
      return decompressLz4(bytes, mostBytes);
    case CODECS.zstd:
      return zstdDecompressSync(bytes, { maxOutputLength: mostBytes });
    default:
      throw new RangeError(`Kafka has no compression with the number ${codec}.`);
  }
}

export function compress(compression: Compression, bytes: Buffer): Buffer {
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return gzipSync(bytes, { level: constants.Z_BEST_SPEED });
    case 'snappy':
      return compressSnappy(bytes);
    case 'lz4':
      return compressLz4(bytes);
    case 'zstd':
      return zstdCompressSync(bytes);
  }
}
