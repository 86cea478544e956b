import { createHash } from 'node:crypto';

/** Shorter ones could be found by trying: their hash would give them away. */
const SHORTEST_HASHED = 20;

export const REDACTED = '[redacted]';

/** What stands for a secret: its SHA-256, so that who has it can find it, or nothing of it. */
export function mask(secret: string | Buffer): string {
  if (secret.length < SHORTEST_HASHED) {
    return REDACTED;
  }
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}
