import { randomUUID } from 'node:crypto';
import type { SeededUser, SeedRequest, Simulator } from '#libs/testbed';
import { ENVIRONMENT_IDS } from '../testbed/sandbox-testbed.js';
import type { AuthMethod, Belongings, Person, SampleWorld, SignedOn, SignOn } from './sample-world.port.js';

/** What samples are about, made in the simulated PingOne. */
export class SimulatedWorld implements SampleWorld {
  readonly environmentId = ENVIRONMENT_IDS[0];
  readonly otherEnvironmentId = ENVIRONMENT_IDS[1];
  readonly now = Date.now;
  readonly newId = randomUUID;

  readonly colleague: Person;

  constructor(private readonly pingone: Simulator) {
    this.colleague = personOf(firstOf(pingone.seeded.users));
  }

  person(belongings: Belongings = {}): Person {
    return personOf(firstOf(this.#users(1, belongings)));
  }

  namesakes(belongings: Belongings = {}): readonly Person[] {
    const externalId = `hr-twin-${randomUUID()}`;
    return this.#users([{ externalId }, { externalId }], belongings).map(personOf);
  }

  unpairedTokens(count: number, environmentId: string = this.environmentId): readonly string[] {
    const { unpairedOathTokens } = this.pingone.seed({ environmentId, unpairedOathTokens: count });
    return unpairedOathTokens.map(({ id }) => id);
  }

  signOn({ methods, kinds = ['access'], audience = undefined, ...belongings }: SignOn): SignedOn {
    const { environmentId = this.environmentId } = belongings;
    const person = this.person({ ...belongings, sessions: 1 });
    const sessionId = firstOf(person.sessionIds);
    const tokens = methods.flatMap((method) => {
      const clientId = this.#clientOf(method, environmentId);
      const request = { environmentId, clientId, sessionId, kinds };
      return this.pingone.issueTokens(audience === undefined ? request : { ...request, audience }).tokens;
    });
    return { ...person, sessionId, tokens };
  }

  #users(
    users: NonNullable<SeedRequest['users']>,
    { oathTokens = 0, sessions = 0, environmentId = this.environmentId }: Belongings,
  ): readonly SeededUser[] {
    const request = { environmentId, users, oathTokensPerUser: oathTokens, sessionsPerUser: sessions };
    return this.pingone.seed(request).users;
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

function personOf({ id, username, externalId, oathTokens, sessions }: SeededUser): Person {
  return {
    userId: id,
    username,
    externalId,
    tokenIds: oathTokens.map((token) => token.id),
    serialNumbers: oathTokens.map(({ serialNumber }) => serialNumber),
    sessionIds: sessions.map((session) => session.id),
  };
}

function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) {
    throw new Error('The simulator made nothing');
  }
  return first;
}
