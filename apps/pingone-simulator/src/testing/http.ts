import type { Simulator } from '../simulator.js';

/** What the specs speak HTTP with: plain fetch, so that nothing of the service's client helps. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as an object; undefined where it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export async function call(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = isJson && text !== '' ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : undefined;
  return { status: response.status, headers: response.headers, text, body };
}

export const form = (
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): RequestInit => ({
  method: 'POST',
  headers,
  body: new URLSearchParams(fields),
});

export const basic = (id: string, secret: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

export async function workerToken({ authUrl, environmentId, worker }: Simulator): Promise<string> {
  const credentials = basic(worker.clientId, worker.clientSecret);
  const reply = await call(
    `${authUrl}/${environmentId}/as/token`,
    form({ grant_type: 'client_credentials' }, credentials),
  );
  return String(reply.body?.['access_token']);
}

/** Calls of the platform APIs of the simulator's first environment, with a worker's token. */
export class PlatformClient {
  private constructor(
    private readonly simulator: Simulator,
    private readonly token: string,
  ) {}

  static async of(simulator: Simulator): Promise<PlatformClient> {
    return new PlatformClient(simulator, await workerToken(simulator));
  }

  request(
    method: string,
    path: string,
    extra: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  ): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.token}`, ...extra.headers };
    const url = `${this.simulator.apiUrl}/environments/${this.simulator.environmentId}${path}`;
    return call(url, { method, headers, ...(extra.body === undefined ? {} : { body: extra.body }) });
  }

  get(path: string): Promise<Reply> {
    return this.request('GET', path);
  }

  submit(
    body: object,
    contentType = 'application/vnd.pingidentity.job.oathtokens.revoke+json',
  ): Promise<Reply> {
    return this.request('POST', '/oathJobs', {
      headers: { 'content-type': contentType },
      body: JSON.stringify(body),
    });
  }
}

/** Waits for a condition, never for a time. */
export async function until<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  deadlineMs = 5000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`Nothing came within ${deadlineMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
