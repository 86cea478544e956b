import { hash } from 'node:crypto';

/** Written once, never changed: another namespace would give every known event a new id. */
export const REVOCATION_NAMESPACE = '46085b0d-fdcc-4195-80ba-ca58a89d6db6';

/** A source is a URI reference and an id has no control characters, so that neither can contain it. */
const SEPARATOR = '\n';

/** The same for every copy of an event. */
export function revocationIdOf(eventSource: string, eventId: string): string {
  return uuidV5(eventSource + SEPARATOR + eventId, REVOCATION_NAMESPACE);
}

/** For an event without an id: its place, and its content, so that a re-created topic does not repeat ids. */
export function derivedEventId(
  place: { readonly topic: string; readonly partition: number; readonly offset: bigint },
  contentHash: string,
): string {
  return uuidV5(
    [place.topic, place.partition, place.offset, contentHash].join(SEPARATOR),
    REVOCATION_NAMESPACE,
  );
}

/** The id of an event that came with a known source and id, but other content. */
export function conflictIdOf(revocationId: string, fingerprint: string): string {
  return uuidV5(fingerprint, revocationId);
}

/** CloudEvents id of an outcome: published twice, it is the same, and subscribers can drop the repeat. */
export function outcomeId(revocationId: string, revision: number): string {
  return uuidV5(String(revision), revocationId);
}

const NAMESPACE_BYTES = 16;

/**
 * A UUID made of a name within a namespace, itself a UUID (RFC 9562, section
 * 5.5). By hand because two of them are made for every event: packages go
 * through a hash object each, which takes three times as long.
 */
export function uuidV5(name: string, namespace: string): string {
  const bytes = Buffer.allocUnsafe(NAMESPACE_BYTES + Buffer.byteLength(name));
  bytes.write(namespace.replaceAll('-', ''), 'hex');
  bytes.write(name, NAMESPACE_BYTES);
  const hex = hash('sha1', bytes, 'hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
