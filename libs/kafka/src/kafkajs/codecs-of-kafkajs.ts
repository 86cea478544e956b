import kafkajs from 'kafkajs';

import { CODECS, compress, decompress, type Compression } from '../records/codecs.js';

interface EncodedRecords {
  readonly buffer: Buffer;
}

interface Codec {
  compress(records: EncodedRecords): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

const ADDED: readonly Compression[] = ['snappy', 'lz4', 'zstd'];

/**
 * Gives kafkajs the codecs that it lacks. A plain consumer of ours that met one
 * of them would otherwise stop for good ("Snappy compression not implemented").
 */
export function registerCodecs(): void {
  const codecs = kafkajs.CompressionCodecs as Record<number, () => Codec>;
  for (const name of ADDED) {
    codecs[CODECS[name]] = () => ({
      compress: async ({ buffer }) => compress(name, buffer),
      decompress: async (bytes) => decompress(CODECS[name], bytes),
    });
  }
}
