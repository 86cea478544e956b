import { randomUUID } from 'node:crypto';
import type { SeededUser, SeedRequest, Simulator } from '../../../pingone-simulator/src/index.js';
import { ENVIRONMENT_IDS } from '../house/pingone.js';
import type { AuthMethod, Person, SampleWorld, SignedOn, SignOn } from './sample-world.port.js';

/** What samples are about, made in the simulated PingOne. */
export class SimulatedWorld implements SampleWorld {
  readonly environmentId = ENVIRONMENT_IDS[0];
  readonly otherEnvironmentId = ENVIRONMENT_IDS[1];
  readonly now = Date.now;
  readonly newId = randomUUID;

  constructor(private readonly pingone: Simulator) {}

  person(pairedTokens: number): Person {
    const user = this.#user({ users: 1, oathTokensPerUser: pairedTokens });
    return { userId: user.id, username: user.username, tokenIds: user.oathTokens.map(({ id }) => id) };
  }

  unpairedTokens(count: number, environmentId: string = this.environmentId): readonly string[] {
    const { unpairedOathTokens } = this.pingone.seed({ environmentId, unpairedOathTokens: count });
    return unpairedOathTokens.map(({ id }) => id);
  }

  signOn({
    methods,
    environmentId = this.environmentId,
    kinds = ['access'],
    audience = undefined,
  }: SignOn): SignedOn {
    const user = this.#user({ environmentId, users: 1, sessionsPerUser: 1 });
    const sessionId = user.sessions[0]?.id ?? '';
    const tokens = methods.flatMap((method) => {
      const clientId = this.#clientOf(method, environmentId);
      const request = { environmentId, clientId, sessionId, kinds };
      return this.pingone.issueTokens(audience === undefined ? request : { ...request, audience }).tokens;
    });
    return { userId: user.id, sessionId, tokens };
  }

  #user(request: SeedRequest): SeededUser {
    const [user] = this.pingone.seed(request).users;
    if (user === undefined) {
      throw new Error('The simulator made no user');
    }
    return user;
  }

  #clientOf(method: AuthMethod, environmentId: string): string {
    const application = this.pingone.applications.find(
      (one) => one.environmentId === environmentId && one.tokenEndpointAuthMethod === method,
    );
    if (application === undefined) {
      throw new Error(`The simulator has no application with ${method}`);
    }
    return application.clientId;
  }
}
