import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** PingOne's own limit (PingOne platform limits). */
const MAX_HEADER_BYTES = 6 * 1024;
/** Longer than clients keep theirs, so that a reset is always one that a rule asked for. */
const KEEP_ALIVE_MS = 65_000;

const STATUS_BY_PARSER_ERROR: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    return;
  }
  const status = STATUS_BY_PARSER_ERROR[error.code ?? ''] ?? '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nCorrelation-Id: ${randomUUID()}\r\nContent-Length: 0\r\n\r\n`,
  );
}

/** A wildcard is an address to listen at, not one to go to. */
function reachable(address: string, family: string): string {
  if (address === '0.0.0.0' || address === '::') {
    return '127.0.0.1';
  }
  return family === 'IPv6' ? `[${address}]` : address;
}

export interface Listening {
  /** Where this machine reaches it. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** @throws the error of `listen` (EADDRINUSE, EACCES, ENOTFOUND …). */
export async function listen(
  { host, port }: { readonly host: string; readonly port: number },
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const server: Server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    handle,
  );
  server.on('clientError', refuseUnreadable);
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${reachable(address, family)}:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
