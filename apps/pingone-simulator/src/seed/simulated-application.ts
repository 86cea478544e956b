import type { Application, ClientAuthMethod } from '../platform/applications.js';

/** An application with all that its owner would know. */
export interface SimulatedApplication {
  readonly environmentId: string;
  readonly clientId: string;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  readonly clientSecret?: string;
  /** PKCS #8. */
  readonly privateKeyPem?: string;
  readonly keyId?: string;
}

export function describeApplication(application: Application, environmentId: string): SimulatedApplication {
  const { clientId, authentication } = application;
  const common = { environmentId, clientId, tokenEndpointAuthMethod: authentication.method };
  switch (authentication.method) {
    case 'NONE':
      return common;
    case 'PRIVATE_KEY_JWT':
      return { ...common, privateKeyPem: authentication.privateKeyPem, keyId: authentication.keyId };
    case 'CLIENT_SECRET_BASIC':
    case 'CLIENT_SECRET_POST':
    case 'CLIENT_SECRET_JWT':
      return { ...common, clientSecret: authentication.clientSecret };
  }
}
