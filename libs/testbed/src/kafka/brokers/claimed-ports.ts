import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ephemeral ranges of Linux (from 32768) and macOS (from 49152). A port that a killed
 * broker gives up must still be free when it comes back; in those ranges any outgoing connection
 * may take it, and a client that retries on loopback can even connect to itself.
 */
const LOWEST = 20_000;
const BEYOND = 32_000;
const ATTEMPTS_PER_PORT = 50;

/**
 * TCP ports of loopback that no other user of this library will take, in this process or another,
 * while the claim is held; also not in the seconds before a broker listens, or while it is down.
 * The claim is a UDP socket on the same number: the system allows one per port and closes it with
 * the process, so no crash can leave a claim behind.
 */
export class ClaimedPorts implements Disposable {
  readonly ports: readonly number[];
  readonly #claims: readonly Socket[];

  private constructor(claims: ReadonlyMap<number, Socket>) {
    this.ports = [...claims.keys()];
    this.#claims = [...claims.values()];
  }

  static async of(count: number): Promise<ClaimedPorts> {
    const claims = new Map<number, Socket>();
    for (let attempt = 0; claims.size < count; attempt += 1) {
      if (attempt > count * ATTEMPTS_PER_PORT) {
        new ClaimedPorts(claims).release();
        throw new Error(`There are no ${count} free ports between ${LOWEST} and ${BEYOND}`);
      }
      const port = randomInt(LOWEST, BEYOND);
      const socket = await claim(port);
      if (socket !== undefined) {
        claims.set(port, socket);
      }
    }
    return new ClaimedPorts(claims);
  }

  release(): void {
    this.#claims.forEach((socket) => socket.close());
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

const claim = async (port: number): Promise<Socket | undefined> => {
  const socket = createSocket('udp4');
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    if (await isFree(port)) {
      return socket.unref();
    }
  } catch {
    // Claimed by another.
  }
  socket.close();
  return undefined;
};

/** Of programs that know nothing of claims. */
const isFree = async (port: number): Promise<boolean> => {
  await using server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  return await once(server, 'listening').then(
    () => true,
    () => false,
  );
};
