import { seededUuid, type Random } from '../support/random.js';
import type { OathTokenSeed, SeedRequest, SessionSeed, UserSeed } from './seed-request.js';
import type { TokenIssuer } from '../authorization/token-issuer.js';
import type { Environment } from '../platform/environment.js';
import { newSerialNumber, type OathToken } from '../platform/oath-tokens.js';
import type { User } from '../platform/users.js';
import { valid, type Checked, type Problem } from '../validation/check.js';

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

/** What was made, so that events about it can be written. */
export interface Seeded {
  readonly environmentId: string;
  readonly users: readonly SeededUser[];
  readonly unpairedOathTokens: readonly SeededOathToken[];
}

const listed = <T extends object>(
  wanted: number | readonly T[] | undefined,
  otherwise: number,
): readonly (T | undefined)[] =>
  typeof wanted === 'object' ? wanted : new Array<undefined>(wanted ?? otherwise).fill(undefined);

const idsOf = (
  wanted: number | readonly { readonly id?: string }[] | undefined,
  field: string,
): readonly (readonly [string, string])[] =>
  typeof wanted === 'object'
    ? wanted.flatMap(({ id }, index) => (id === undefined ? [] : [[id, `${field}[${index}].id`] as const]))
    : [];

/** Makes users, tokens and sessions. The same random numbers make the same ids and names. */
export class Seeder {
  constructor(
    private readonly random: Random,
    private readonly issuer: TokenIssuer,
    private readonly clock: () => number,
  ) {}

  /**
   * All of it, or nothing if an id is taken.
   *
   * @param baseUrl where the tokens' issuer is.
   */
  seed(environment: Environment, request: SeedRequest, baseUrl: string): Checked<Seeded> {
    const taken = this.#takenIds(environment, request);
    if (taken.length > 0) {
      return { ok: false, problems: taken };
    }
    const createdAt = new Date(this.clock()).toISOString();
    return valid({
      environmentId: environment.id,
      users: listed(request.users, 0).map((user) =>
        this.#user(environment, request, user, { createdAt, baseUrl }),
      ),
      unpairedOathTokens: listed(request.unpairedOathTokens, 0).map((token) =>
        this.#oathToken(environment, createdAt, token),
      ),
    });
  }

  #takenIds(environment: Environment, { users, unpairedOathTokens }: SeedRequest): readonly Problem[] {
    const named = typeof users === 'object' ? users : [];
    const tokenIds = [
      ...idsOf(unpairedOathTokens, 'unpairedOathTokens'),
      ...named.flatMap(({ oathTokens }, index) => idsOf(oathTokens, `users[${index}].oathTokens`)),
    ];
    const sessionIds = named.flatMap(({ sessions }, index) => idsOf(sessions, `users[${index}].sessions`));
    const usernames = named.flatMap(({ username }, index) =>
      username === undefined ? [] : [[username, `users[${index}].username`] as const],
    );
    const seen = new Set<string>();
    const check =
      (isTaken: (id: string) => boolean) =>
      ([id, field]: readonly [string, string]) => {
        const again = isTaken(id) || seen.has(id);
        seen.add(id);
        return again ? [{ field, rule: 'exists already' }] : [];
      };
    return [
      ...idsOf(users, 'users').flatMap(check((id) => environment.users.get(id) !== undefined)),
      ...usernames.flatMap(check((username) => environment.users.byUsername(username) !== undefined)),
      ...tokenIds.flatMap(check((id) => environment.oathTokens.get(id) !== undefined)),
      ...sessionIds.flatMap(check((id) => environment.sessions.get(id) !== undefined)),
    ];
  }

  #user(
    environment: Environment,
    request: SeedRequest,
    seed: UserSeed | undefined,
    { createdAt, baseUrl }: { readonly createdAt: string; readonly baseUrl: string },
  ): SeededUser {
    const number = environment.users.size + 1;
    const given = GIVEN[Math.floor(this.random() * GIVEN.length)] ?? '';
    const family = FAMILY[Math.floor(this.random() * FAMILY.length)] ?? '';
    const user: User = {
      id: seed?.id ?? seededUuid(this.random),
      username: seed?.username ?? `${given}.${family}.${number}`.toLowerCase(),
      externalId: seed?.externalId ?? `hr-${String(number).padStart(6, '0')}`,
      name: { given, family },
      createdAt: seed?.createdAt ?? createdAt,
      enabled: seed?.enabled ?? true,
    };
    environment.users.add(user);
    // A device that is no OATH token: what a filter on the type has to leave out.
    environment.users.addDevice(user.id, {
      id: seededUuid(this.random),
      type: 'EMAIL',
      status: 'ACTIVE',
      createdAt,
    });
    const oathTokens = listed(seed?.oathTokens, request.oathTokensPerUser ?? 0);
    const sessions = listed(seed?.sessions, request.sessionsPerUser ?? 0);
    return {
      id: user.id,
      username: user.username,
      externalId: user.externalId,
      oathTokens: oathTokens.map((token) => this.#oathToken(environment, createdAt, token, user.id)),
      sessions: sessions.map((session) =>
        this.#session(environment, request, session, { userId: user.id, baseUrl }),
      ),
    };
  }

  #oathToken(
    environment: Environment,
    createdAt: string,
    seed: OathTokenSeed | undefined,
    userId?: string,
  ): SeededOathToken {
    const pairedAt = seed?.pairedAt === undefined ? {} : { pairedAt: seed.pairedAt };
    const token: OathToken = {
      id: seed?.id ?? seededUuid(this.random),
      serialNumber: seed?.serialNumber ?? newSerialNumber(this.random),
      createdAt: seed?.createdAt ?? createdAt,
      ...(userId === undefined
        ? {}
        : { pairing: { userId, deviceId: seededUuid(this.random), ...pairedAt } }),
    };
    environment.addOathToken(token);
    return { id: token.id, serialNumber: token.serialNumber };
  }

  #session(
    environment: Environment,
    request: SeedRequest,
    seed: SessionSeed | undefined,
    { userId, baseUrl }: { readonly userId: string; readonly baseUrl: string },
  ): SeededSession {
    const now = this.clock();
    const id = seed?.id ?? seededUuid(this.random);
    const createdAt = seed?.createdAt === undefined ? now : Date.parse(seed.createdAt);
    const expiresAt =
      seed?.expiresAt === undefined ? createdAt + SESSION_LIFETIME_MS : Date.parse(seed.expiresAt);
    environment.addSession({ id, userId, createdAt, expiresAt });
    const clients = environment.webApplications();
    const { oauthTokensPerSession = 0, oauthTokenFormat: format = 'jwt' } = request;
    const tokens = listed(oauthTokensPerSession, 0).map((_, index) => {
      const clientId = clients[index % clients.length]?.clientId ?? '';
      const accessToken = this.issuer.issue(
        environment,
        { kind: 'access', clientId, userId, sessionId: id },
        { format },
        baseUrl,
      );
      return { clientId, accessToken };
    });
    return { id, tokens };
  }
}
