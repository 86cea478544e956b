import type { Deletion, IssuedTokens, Seeded, TokenRevocation } from '#libs/testbed';

/** A simulator that runs elsewhere, by its own HTTP controls (docs/reference/simulator.md). */
export class RemoteSimulator {
  constructor(private readonly url: string) {}

  seed(request: object): Promise<Seeded> {
    return this.ask('POST', '/__seed', request) as Promise<Seeded>;
  }

  issueTokens(request: object): Promise<IssuedTokens> {
    return this.ask('POST', '/__tokens', request) as Promise<IssuedTokens>;
  }

  /** Client ids of the applications whose secrets or keys the service has. */
  async clientIds(): Promise<readonly string[]> {
    const { applications } = (await this.ask('GET', '/__applications')) as {
      applications: readonly { readonly clientId: string }[];
    };
    return applications.map(({ clientId }) => clientId);
  }

  async deletedTokenIds(): Promise<readonly string[]> {
    const { deletions } = (await this.ask('GET', '/__state/deletions')) as { deletions: readonly Deletion[] };
    return deletions.map(({ tokenId }) => tokenId);
  }

  async revocations(): Promise<readonly TokenRevocation[]> {
    const answer = (await this.ask('GET', '/__state/revocations')) as {
      revocations: readonly TokenRevocation[];
    };
    return answer.revocations;
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
    }
    return response.json();
  }
}
