import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

/** Below the ephemeral ports: a port that is closed for a while must still be free afterwards. */
const LOWEST = 10_000;
const BEYOND = 20_000;
const ATTEMPTS = 100;

/** A TCP server of loopback that can be away for a while and come back by the same port. */
export class Listener {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async on(server: Server): Promise<Listener> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const port = randomInt(LOWEST, BEYOND);
      if (await listens(server, port)) {
        return new Listener(server, port);
      }
    }
    throw new Error(`There is no free port between ${LOWEST} and ${BEYOND}`);
  }

  /** Closes the port and resets what is connected. Returns how many connections that cut. */
  async leave(): Promise<number> {
    const cut = this.#sockets.size;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
    await closed;
    return cut;
  }

  async comeBack(): Promise<void> {
    if (!(await listens(this.server, this.port))) {
      throw new Error(`Port ${this.port} was taken by another program`);
    }
  }
}

async function listens(server: Server, port: number): Promise<boolean> {
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  return once(server, 'listening').then(
    () => true,
    () => false,
  );
}
