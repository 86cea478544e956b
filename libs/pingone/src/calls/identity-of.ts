import { createHash } from 'node:crypto';

/** Names a request by its content, of which nothing can be read from it: it may be a token (P6). */
export function identityOf(...content: readonly string[]): string {
  return createHash('sha256').update(content.join('\n')).digest('base64');
}
