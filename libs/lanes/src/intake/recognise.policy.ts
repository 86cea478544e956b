import type { RecordIdentity } from '../ports/handler-result.port.js';

/** Characters of a fingerprint that are kept and compared: 64 bits. */
const COMPARED = 16;

export type Recognition =
  | { readonly kind: 'new'; readonly id: string; readonly fingerprint: string }
  /** The id is known with other content (never ignored): carried out under another id. */
  | { readonly kind: 'conflict'; readonly id: string; readonly fingerprint: string }
  /** `id`: the one of the two under which it is known. */
  | { readonly kind: 'known'; readonly id: string };

/** `fingerprintOf`: of an id that is open or settled in this lane. */
export function recognise(
  identity: RecordIdentity,
  fingerprintOf: (id: string) => string | undefined,
): Recognition {
  const fingerprint = identity.fingerprint.slice(0, COMPARED);
  const known = fingerprintOf(identity.id);
  if (known === undefined) {
    return { kind: 'new', id: identity.id, fingerprint };
  }
  if (known === fingerprint) {
    return { kind: 'known', id: identity.id };
  }
  const id = identity.conflictId();
  return fingerprintOf(id) === undefined ? { kind: 'conflict', id, fingerprint } : { kind: 'known', id };
}
