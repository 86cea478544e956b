import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  CLIENT_AUTH_METHODS,
  type Application,
  type ClientAuthentication,
  type ClientAuthMethod,
} from '../platform/applications.js';
import { seededSecret, seededUuid, type Random } from '../support/random.js';

/** Makes applications. Ids and secrets come from the seed; the private key cannot, and is the same for all. */
export class ApplicationFactory {
  constructor(
    private readonly privateKey: KeyObject,
    private readonly random: Random,
  ) {}

  worker(method: Exclude<ClientAuthMethod, 'NONE'>): Application {
    return this.#application('worker', 'Revocation worker', method);
  }

  /** One for each way to authenticate, so that every way can be tried. */
  web(): readonly Application[] {
    return CLIENT_AUTH_METHODS.map((method) =>
      this.#application('web', `Application with ${method}`, method),
    );
  }

  #application(kind: Application['kind'], name: string, method: ClientAuthMethod): Application {
    return { clientId: seededUuid(this.random), name, kind, authentication: this.#authentication(method) };
  }

  #authentication(method: ClientAuthMethod): ClientAuthentication {
    switch (method) {
      case 'CLIENT_SECRET_BASIC':
      case 'CLIENT_SECRET_POST':
      case 'CLIENT_SECRET_JWT':
        return { method, clientSecret: seededSecret(this.random) };
      case 'NONE':
        return { method };
      case 'PRIVATE_KEY_JWT':
        return {
          method,
          keyId: seededUuid(this.random),
          publicKey: createPublicKey(this.privateKey),
          privateKeyPem: this.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        };
    }
  }
}
