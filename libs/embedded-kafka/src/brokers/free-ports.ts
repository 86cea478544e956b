import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ephemeral ranges of Linux (from 32768) and macOS (from 49152). A port that a killed
 * broker gives up must still be free when it comes back; in those ranges any outgoing connection
 * may take it, and a client that retries on loopback can even connect to itself.
 */
const LOWEST = 20_000;
const BEYOND = 32_000;
const ATTEMPTS_PER_PORT = 50;

/** Ports that are free on loopback now. Chosen at random, so that two processes hardly ever choose the same. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const held = new Map<number, Server>();
  try {
    for (let attempt = 0; held.size < count; attempt += 1) {
      if (attempt > count * ATTEMPTS_PER_PORT) {
        throw new Error(`No ${count} free ports between ${LOWEST} and ${BEYOND}`);
      }
      const port = randomInt(LOWEST, BEYOND);
      const server = await hold(port);
      if (server !== undefined) {
        held.set(port, server);
      }
    }
    return [...held.keys()];
  } finally {
    await Promise.all([...held.values()].map((server) => server[Symbol.asyncDispose]()));
  }
};

const hold = async (port: number): Promise<Server | undefined> => {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
};
