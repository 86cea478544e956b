import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'body'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };

const EMPTY: Body = { kind: 'body', text: '' };

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Undefined at once where there is none, so that a GET costs no turn of the event loop. */
export function readBody(request: IncomingMessage, maxBytes: number, done: (body: Body) => void): void {
  if (!hasBody(request)) {
    done(EMPTY);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  let settled = false;
  const settle = (body: Body): void => {
    if (!settled) {
      settled = true;
      done(body);
    }
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) {
      chunks.push(chunk);
    } else {
      // The rest is read and thrown away: a client that is still writing would otherwise see a reset, not the 413.
      chunks.length = 0;
      settle({ kind: 'too-large' });
    }
  });
  request.on('end', () => settle({ kind: 'body', text: Buffer.concat(chunks).toString('utf8') }));
  request.on('error', () => settle({ kind: 'aborted' }));
  request.on('close', () => settle({ kind: 'aborted' }));
}
