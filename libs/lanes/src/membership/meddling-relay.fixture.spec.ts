import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export const API = { findCoordinator: 10, joinGroup: 11, heartbeat: 12, syncGroup: 14 } as const;
export const ERROR = { unknownMemberId: 25, rebalanceInProgress: 27 } as const;

/** `cut`: the broker is asked, and its answer never arrives. A number: it arrives with this error in it. */
export type Meddling = 'pass' | 'cut' | number;

const SIZE_BYTES = 4;
/** After the size, the correlation id and the throttle time, as in all answers of the group protocol. */
const ERROR_AT = SIZE_BYTES + 8;

/** Stands between a client and the one broker of the tests, and meddles with what is said about groups. */
export class MeddlingRelay {
  /** Asked about every request, by API key. */
  meddle: (api: number) => Meddling = () => 'pass';
  readonly #sockets = new Set<Socket>();
  #muted: readonly Socket[] = [];

  private constructor(
    private readonly server: Server,
    private readonly broker: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client: Socket) => this.#relay(client));
  }

  /** @param broker `host:port` */
  static async to(broker: string): Promise<MeddlingRelay> {
    const [host = '', port] = broker.split(':');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MeddlingRelay(server, { host, port: Number(port) });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What is connected now gets no answer any more, and is not closed; new connections work. */
  muteConnected(): void {
    this.#muted = [...this.#sockets];
    this.#muted.forEach((socket) => socket.pause());
  }

  /** What was muted is answered after all; true when the client has closed all of it. */
  unmute(): () => boolean {
    this.#muted.forEach((socket) => socket.resume());
    return () => this.#muted.every((socket) => socket.destroyed);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #relay(client: Socket): void {
    const broker = connect(this.broker);
    const asked = new Map<number, Meddling>();
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        broker.destroy();
      });
    }
    client.on(
      'data',
      frames((frame) => {
        asked.set(frame.readInt32BE(SIZE_BYTES + 4), this.meddle(frame.readInt16BE(SIZE_BYTES)));
        broker.write(frame);
      }),
    );
    broker.on(
      'data',
      frames((frame) => {
        const meddling = asked.get(frame.readInt32BE(SIZE_BYTES)) ?? 'pass';
        if (meddling === 'cut') {
          client.resetAndDestroy();
          return;
        }
        if (meddling !== 'pass') {
          frame.writeInt16BE(meddling, ERROR_AT);
        }
        client.write(frame);
      }),
    );
  }
}

/** Whole frames, sizes included. */
function frames(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= SIZE_BYTES && rest.length >= SIZE_BYTES + rest.readInt32BE(0)) {
      const size = SIZE_BYTES + rest.readInt32BE(0);
      take(Buffer.from(rest.subarray(0, size)));
      rest = rest.subarray(size);
    }
  };
}
