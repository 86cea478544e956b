import { randomUUID } from 'node:crypto';
import { CUSTOM_RESOURCE_AUDIENCE, tokenValue } from '../authorization/token-issuer.js';
import type { Environment } from '../platform/environment.js';
import { newOathToken } from '../platform/oath-tokens.js';
import type { User } from '../platform/users.js';
import type { World } from '../world.js';
import { seededUuid, type Random } from './random.js';

const GIVEN = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Grace', 'John', 'Leslie', 'Margaret', 'Radia', 'Tony'];
const FAMILY = [
  'Clarke',
  'Diffie',
  'Fielding',
  'Hopper',
  'Lamport',
  'Liskov',
  'Perlman',
  'Rivest',
  'Shannon',
  'Turing',
];
const SESSION_LIFETIME_MS = 30 * 24 * 3600 * 1000;

export interface SeedRequest {
  readonly environmentId?: string;
  /** So many new ones. */
  readonly users?: number;
  /** Paired, for each of the users. */
  readonly oathTokensPerUser?: number;
  readonly sessionsPerUser?: number;
  /** Access tokens for each session, one application after the other. */
  readonly oauthTokensPerSession?: number;
  /** Paired with nobody. */
  readonly unpairedOathTokens?: number;
  /** Paired with nobody, with these ids. */
  readonly oathTokenIds?: readonly string[];
}

export interface SeededOathToken {
  readonly id: string;
  readonly serialNumber: string;
}

export interface SeededSession {
  readonly id: string;
  readonly tokens: readonly { readonly clientId: string; readonly accessToken: string }[];
}

export interface SeededUser {
  readonly id: string;
  readonly username: string;
  readonly externalId: string;
  readonly oathTokens: readonly SeededOathToken[];
  readonly sessions: readonly SeededSession[];
}

export interface Seeded {
  readonly environmentId: string;
  readonly users: readonly SeededUser[];
  readonly unpairedOathTokens: readonly SeededOathToken[];
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Makes users, tokens and sessions. The same random numbers make the same ids and names. */
export class Seeder {
  constructor(
    private readonly world: World,
    private readonly random: Random,
    private readonly issuer: (environmentId: string) => string,
  ) {}

  seed(environment: Environment, request: SeedRequest): Seeded {
    const createdAt = new Date(this.world.clock()).toISOString();
    const users = times(request.users ?? 0, () => {
      const user = this.#user(environment, createdAt);
      return {
        id: user.id,
        username: user.username,
        externalId: user.externalId,
        oathTokens: times(request.oathTokensPerUser ?? 0, () =>
          this.#oathToken(environment, createdAt, user.id),
        ),
        sessions: times(request.sessionsPerUser ?? 0, () =>
          this.#session(environment, user.id, request.oauthTokensPerSession ?? 0),
        ),
      };
    });
    const unpairedOathTokens = [
      ...times(request.unpairedOathTokens ?? 0, () => this.#oathToken(environment, createdAt)),
      ...(request.oathTokenIds ?? []).map((id) => this.#oathToken(environment, createdAt, undefined, id)),
    ];
    return { environmentId: environment.id, users, unpairedOathTokens };
  }

  #user(environment: Environment, createdAt: string): User {
    const number = environment.users.size + 1;
    const given = GIVEN[Math.floor(this.random() * GIVEN.length)] ?? '';
    const family = FAMILY[Math.floor(this.random() * FAMILY.length)] ?? '';
    const user: User = {
      id: seededUuid(this.random),
      username: `${given}.${family}.${number}`.toLowerCase(),
      externalId: `hr-${String(number).padStart(6, '0')}`,
      name: { given, family },
      createdAt,
    };
    environment.users.add(user);
    // A device that is no OATH token: what a filter on the type has to leave out.
    environment.users.addDevice(user.id, {
      id: seededUuid(this.random),
      type: 'EMAIL',
      status: 'ACTIVE',
      createdAt,
    });
    return user;
  }

  #oathToken(environment: Environment, createdAt: string, userId?: string, id?: string): SeededOathToken {
    const pairing = userId === undefined ? undefined : { userId, deviceId: seededUuid(this.random) };
    const token = newOathToken(this.random, createdAt, pairing, id);
    environment.addOathToken(token);
    return { id: token.id, serialNumber: token.serialNumber };
  }

  #session(environment: Environment, userId: string, oauthTokens: number): SeededSession {
    const now = this.world.clock();
    const id = seededUuid(this.random);
    environment.addSession({ id, userId, createdAt: now, expiresAt: now + SESSION_LIFETIME_MS });
    const clients = [...environment.applications.values()].filter(({ kind }) => kind === 'web');
    const tokens = times(oauthTokens, (index) => {
      const clientId = clients[index % clients.length]?.clientId ?? randomUUID();
      const issuedAt = Math.floor(now / 1000);
      const token = {
        kind: 'access',
        clientId,
        userId,
        sessionId: id,
        issuedAt,
        expiresAt: issuedAt + 3600,
        audience: [CUSTOM_RESOURCE_AUDIENCE],
      } as const;
      const shape = {
        format: 'jwt',
        issuer: this.issuer(environment.id),
        environmentId: environment.id,
      } as const;
      const accessToken = tokenValue(this.world.signingKey, token, shape);
      environment.oauthTokens.add(accessToken, token);
      return { clientId, accessToken };
    });
    return { id, tokens };
  }
}
