import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { Listener } from './listener.js';

type CallKind = 'submit' | 'poll' | 'read-back' | 'revoke' | 'other';

/** One call of one instance. Times are epoch milliseconds. */
export interface Call {
  readonly kind: CallKind;
  /** Of the OATH token that is read back. */
  readonly tokenId?: string;
  readonly startedAt: number;
  /** Of the answer, once there is one. */
  status?: number;
}

/** `silent`: takes requests and gives no answer; every second one reaches PingOne. */
export type PingOneProxyFault = 'refusing' | 'silent';

/**
 * The way from one instance to PingOne. There is one for each, because PingOne
 * cannot tell instances apart: who had a submit in flight is known here.
 */
export class PingOneProxy {
  readonly calls: Call[] = [];
  readonly #underWay = new Set<Call>();
  readonly #agent = new Agent({ keepAlive: true });
  #listener: Listener | undefined;
  #isSilent = false;
  #swallowed = 0;

  private constructor(private readonly target: URL) {}

  static async open(target: string): Promise<PingOneProxy> {
    const front = new PingOneProxy(new URL(target));
    const server = createServer((incoming, response) => front.#take(incoming, response));
    server.keepAliveTimeout = 60_000;
    front.#listener = await Listener.on(server);
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener?.port ?? 0}`;
  }

  inFlight(kind?: CallKind): number {
    return [...this.#underWay].filter((call) => (kind ?? call.kind) === call.kind).length;
  }

  /** Heal it by what is returned, which says how many calls it hit. */
  async fail(outage: PingOneProxyFault): Promise<() => Promise<number>> {
    if (outage === 'refusing') {
      const cut = (await this.#listener?.leave()) ?? 0;
      return async () => {
        await this.#listener?.comeBack();
        return cut;
      };
    }
    this.#isSilent = true;
    this.#swallowed = 0;
    return async () => {
      this.#isSilent = false;
      return this.#swallowed;
    };
  }

  async close(): Promise<void> {
    await this.#listener?.leave();
    this.#agent.destroy();
  }

  #take(incoming: IncomingMessage, response: ServerResponse): void {
    const call: Call = { ...kindOf(incoming), startedAt: Date.now() };
    this.calls.push(call);
    this.#underWay.add(call);
    response.on('close', () => this.#underWay.delete(call));
    if (this.#isSilent) {
      this.#swallowed += 1;
      if (this.#swallowed % 2 === 0) {
        return;
      }
    }
    this.#pass(incoming, response, call);
  }

  #pass(incoming: IncomingMessage, response: ServerResponse, call: Call): void {
    const { hostname, port } = this.target;
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers, agent: this.#agent }, (answer) => {
      if (this.#isSilent) {
        answer.resume();
        return;
      }
      call.status = answer.statusCode ?? 0;
      response.writeHead(call.status, answer.rawHeaders);
      answer.on('aborted', () => response.destroy()).pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }
}

function kindOf({ method, url = '' }: IncomingMessage): {
  readonly kind: CallKind;
  readonly tokenId?: string;
} {
  const [path = ''] = url.split('?');
  if (method === 'POST' && path.endsWith('/oathJobs')) {
    return { kind: 'submit' };
  }
  if (path.includes('/oathJobs/')) {
    return { kind: 'poll' };
  }
  const tokenId = /\/oathTokens\/([^/]+)$/.exec(path)?.[1];
  if (method === 'GET' && tokenId !== undefined) {
    return { kind: 'read-back', tokenId };
  }
  return { kind: path.endsWith('/as/revoke') ? 'revoke' : 'other' };
}
