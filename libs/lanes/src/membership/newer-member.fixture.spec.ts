import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** KIP-848 and KIP-932: one request each that joins, stays and leaves. */
const REQUESTS = {
  consumer: { api: 68, version: 1 },
  share: { api: 76, version: 1 },
} as const;
const LEAVE = -1;
const REBALANCE_MS = 10_000;
const NO_TAGS = Buffer.from([0]);

/** A member of a group by the newer protocols, which no client of this repository speaks: heartbeats, and nothing else. */
export class NewerMember {
  readonly #memberId = randomUUID();
  #epoch = 0;
  #correlation = 0;
  #beating: NodeJS.Timeout | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly kind: keyof typeof REQUESTS,
    private readonly groupId: string,
    private readonly topic: string,
  ) {}

  /** Rejects with Kafka's number of the error where it is refused. `coordinator`: `host:port`. */
  static async join(
    kind: keyof typeof REQUESTS,
    coordinator: string,
    { groupId, topic }: { readonly groupId: string; readonly topic: string },
  ): Promise<NewerMember> {
    const [host = '', port] = coordinator.split(':');
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    const member = new NewerMember(socket, kind, groupId, topic);
    try {
      await member.#heartbeat();
    } catch (error) {
      socket.destroy();
      throw error;
    }
    member.#beating = setInterval(() => void member.#heartbeat().catch(() => undefined), 1000);
    return member;
  }

  /** Once or more. */
  async leave(): Promise<void> {
    clearInterval(this.#beating);
    if (this.socket.destroyed) {
      return;
    }
    this.#epoch = LEAVE;
    await this.#heartbeat().catch(() => undefined);
    this.socket.destroy();
  }

  async #heartbeat(): Promise<void> {
    const { api, version } = REQUESTS[this.kind];
    this.#correlation += 1;
    const isJoining = this.#epoch === 0;
    const body = Buffer.concat([
      ...[int16(api), int16(version), int32(this.#correlation), int16(1), Buffer.from('n'), NO_TAGS],
      ...[compact(this.groupId), compact(this.#memberId), int32(this.#epoch)],
      ...(this.kind === 'consumer' ? [ABSENT] : []), // instance
      ABSENT, // rack
      ...(this.kind === 'consumer' ? [int32(REBALANCE_MS)] : []),
      ...(isJoining ? [Buffer.from([2]), compact(this.topic)] : [ABSENT]),
      // Pattern, assignor, and what is owned: nothing, ever.
      ...(this.kind === 'consumer' ? [ABSENT, ABSENT, Buffer.from([isJoining ? 1 : 0])] : []),
      NO_TAGS,
    ]);
    const answer = await this.#ask(body);
    // Correlation id, tags, throttle time; then error and message, member id, and its epoch.
    const error = answer.readInt16BE(9);
    if (error !== 0) {
      throw new Error(`Refused with ${error}`);
    }
    const afterMessage = 11 + compactLength(answer, 11);
    this.#epoch = answer.readInt32BE(afterMessage + compactLength(answer, afterMessage));
  }

  #ask(body: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let received = Buffer.alloc(0);
      const take = (chunk: Buffer): void => {
        received = Buffer.concat([received, chunk]);
        if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
          this.socket.off('data', take);
          resolve(received.subarray(4));
        }
      };
      this.socket.once('close', () => reject(new Error('Closed')));
      this.socket.on('data', take);
      this.socket.write(Buffer.concat([int32(body.length), body]));
    });
  }
}

const ABSENT = Buffer.from([0]);

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Texts here are shorter than 127 bytes: their length is one byte, and counts itself. */
function compact(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length + 1]), Buffer.from(text)]);
}

function compactLength(bytes: Buffer, at: number): number {
  const length = bytes[at] ?? 0;
  if (length > 127) {
    throw new Error('A text that is longer than this fixture reads');
  }
  return length === 0 ? 1 : length;
}
