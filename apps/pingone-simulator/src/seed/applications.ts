import { createPublicKey } from 'node:crypto';
import type { RsaKey } from '../authorization/signing-key.js';
import {
  CLIENT_AUTH_METHODS,
  type Application,
  type ClientAuthentication,
  type ClientAuthMethod,
} from '../platform/applications.js';
import { seededSecret, seededUuid, type Random } from './random.js';

function authentication(method: ClientAuthMethod, key: RsaKey, random: Random): ClientAuthentication {
  switch (method) {
    case 'CLIENT_SECRET_BASIC':
    case 'CLIENT_SECRET_POST':
    case 'CLIENT_SECRET_JWT':
      return { method, clientSecret: seededSecret(random) };
    case 'NONE':
      return { method };
    case 'PRIVATE_KEY_JWT':
      return {
        method,
        keyId: key.keyId,
        publicKey: createPublicKey(key.privateKey),
        privateKeyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
  }
}

export function workerApplication(method: ClientAuthMethod, key: RsaKey, random: Random): Application {
  return {
    clientId: seededUuid(random),
    name: 'Revocation worker',
    kind: 'worker',
    authentication: authentication(method, key, random),
  };
}

/** One application for each way to authenticate, so that every way can be tried. */
export function webApplications(key: RsaKey, random: Random): readonly Application[] {
  return CLIENT_AUTH_METHODS.map((method) => ({
    clientId: seededUuid(random),
    name: `Application with ${method}`,
    kind: 'web',
    authentication: authentication(method, key, random),
  }));
}
