import type {
  BehaviourChange,
  Deletion,
  IssuedTokens,
  Seeded,
  SeedRequest,
  SimulatedApplication,
  StateSummary,
  TokenRequest,
  TokenRevocation,
  TrafficReport,
} from './simulator.js';

const ANSWER_DEADLINE_MS = 60_000;

/** A simulator in another process, by its HTTP controls (docs/reference/simulator.md). */
export class SimulatorClient {
  constructor(private readonly url: string) {}

  seed(request: SeedRequest): Promise<Seeded> {
    return this.#call('POST', '/__seed', request);
  }

  issueTokens(request: TokenRequest): Promise<IssuedTokens> {
    return this.#call('POST', '/__tokens', request);
  }

  behave(change: BehaviourChange): Promise<unknown> {
    return this.#call('PATCH', '/__behaviour', change);
  }

  /** The applications whose secrets or keys the service has. */
  async applications(): Promise<readonly SimulatedApplication[]> {
    const answer = await this.#call<{ applications: readonly SimulatedApplication[] }>(
      'GET',
      '/__applications',
    );
    return answer.applications;
  }

  async deletions(): Promise<readonly Deletion[]> {
    return (await this.#call<{ deletions: readonly Deletion[] }>('GET', '/__state/deletions')).deletions;
  }

  async revocations(): Promise<readonly TokenRevocation[]> {
    const answer = await this.#call<{ revocations: readonly TokenRevocation[] }>(
      'GET',
      '/__state/revocations',
    );
    return answer.revocations;
  }

  summary(): Promise<StateSummary> {
    return this.#call('GET', '/__state');
  }

  traffic(): Promise<TrafficReport> {
    return this.#call('GET', '/__state/requests?last=0');
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`The simulator refuses ${method} ${path}: ${await response.text()}`);
    }
    return (await response.json()) as T;
  }
}
