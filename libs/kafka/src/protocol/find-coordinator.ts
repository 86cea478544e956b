import { errorName } from './error-table.js';
import type { ProtocolRequest } from './protocol-request.js';

export type CoordinatorAnswer =
  | { readonly kind: 'found'; readonly nodeId: number; readonly host: string; readonly port: number }
  | { readonly kind: 'error'; readonly error: string };

const TYPES = { group: 0, transaction: 1 } as const;

/** `key` is the id of the group, or the transactional id. */
export function findCoordinatorRequest(
  type: keyof typeof TYPES,
  key: string,
): ProtocolRequest<CoordinatorAnswer> {
  return {
    api: 'FindCoordinator',
    key: 10,
    version: 2,
    // That it is known says nothing of whether it can act.
    results: (answer) => (answer.kind === 'error' ? [{ about: key, error: answer.error }] : []),
    encode: (writer) => {
      writer.string(key).int8(TYPES[type]);
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const error = reader.int16();
      reader.nullableString(); // message
      const node = { nodeId: reader.int32(), host: reader.string(), port: reader.int32() };
      return {
        throttleMs,
        answer: error === 0 ? { kind: 'found', ...node } : { kind: 'error', error: errorName(error) },
      };
    },
  };
}
