import type { PingOneSettings } from '../settings.js';
import { ClientAuthenticator } from './client-authenticator.js';

/** The applications in whose name tokens can be revoked, by environment and client id. */
export class ClientRegistry {
  readonly #authenticators = new Map<string, ClientAuthenticator>();

  /** @throws TypeError when an application names an environment that is not configured */
  constructor(
    { environments, applications }: Pick<PingOneSettings, 'environments' | 'applications'>,
    authUrl: string,
  ) {
    const [defaultEnvironmentId] = environments;
    if (defaultEnvironmentId === undefined) {
      throw new TypeError('environments must hold at least one environment id.');
    }
    const known = new Set(environments.map((one) => one.toLowerCase()));
    for (const { environmentId = defaultEnvironmentId, ...credentials } of applications) {
      if (!known.has(environmentId.toLowerCase())) {
        throw new TypeError(
          `The application ${credentials.clientId} belongs to an environment that is not configured.`,
        );
      }
      const authenticator = new ClientAuthenticator(credentials, `${authUrl}/${environmentId}/as`);
      this.#authenticators.set(keyOf(environmentId, credentials.clientId), authenticator);
    }
  }

  authenticatorOf(environmentId: string, clientId: string): ClientAuthenticator | undefined {
    return this.#authenticators.get(keyOf(environmentId, clientId));
  }
}

/** PingOne's ids are UUIDs: their case means nothing, and events come from many hands. */
function keyOf(environmentId: string, clientId: string): string {
  return `${environmentId}/${clientId}`.toLowerCase();
}
