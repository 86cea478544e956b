import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port that is free on loopback now; what is to listen there has to be told before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await server[Symbol.asyncDispose]();
  return port;
}
