import type { ClientRequest } from 'node:http';

/**
 * Asks once whether a request may be sent, at the last moment at which a "no" still
 * counts: a connection is ready and nothing of the request has been written. All
 * that takes time is over by then: signing, the pool's queue, DNS, TCP, TLS. What
 * follows a "yes" is the write itself, in the same turn of the event loop.
 *
 * Why a "no" leaves nothing behind (Node 24):
 * - A connection of the pool: `socket` is emitted before the request is flushed
 *   to it (`onSocketNT`).
 * - A new one: its socket keeps what is written until `connect`, and listeners of
 *   now come before the one that passes it on (`Socket._writeGeneric`).
 * - A new one with TLS: nothing can be encrypted before the handshake has ended,
 *   and at that very event, with the same `destroy`, Node turns away a server
 *   whose certificate is not good: it must not have been sent anything either.
 *
 * To be called in the turn of the event loop in which the request was made.
 */
export function checkBeforeSending(
  request: ClientRequest,
  canSend: () => boolean,
  onNotSent: () => void,
): void {
  const look = (): void => {
    if (!request.destroyed && !canSend()) {
      onNotSent();
      request.destroy();
    }
  };
  request.once('socket', (socket) => {
    if (socket.connecting) {
      socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', look);
    } else {
      look();
    }
  });
}
