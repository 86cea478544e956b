import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecurityProtocol } from '../support/broker-properties.js';
import type { ScramUser } from '../support/storage.js';
import type { Certificate } from './certificate-authority.js';

/** `mtls` demands a client certificate; both `sasl-` ones take PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
export type SecuredListener = 'tls' | 'mtls' | 'sasl-plaintext' | 'sasl-tls';

export const listenerProtocols: Readonly<
  Record<SecuredListener, { readonly name: string; readonly protocol: SecurityProtocol }>
> = {
  tls: { name: 'TLS', protocol: 'SSL' },
  mtls: { name: 'MTLS', protocol: 'SSL' },
  'sasl-plaintext': { name: 'SASL_CLEAR', protocol: 'SASL_PLAINTEXT' },
  'sasl-tls': { name: 'SASL_TLS', protocol: 'SASL_SSL' },
};

/** Names and passwords end up in JAAS lines and in the arguments of a tool, both with quoting of their own. */
const PLAIN_TEXT = /^[\w.-]+$/;

/**
 * The broker's settings for these listeners.
 * @throws TypeError where a name or password is not of letters, digits, `_`, `.` and `-`.
 */
export const securityProperties = (
  listeners: readonly SecuredListener[],
  users: readonly ScramUser[],
  tlsFolder: string,
): Readonly<Record<string, string>> => {
  for (const { username, password } of users) {
    if (!PLAIN_TEXT.test(username) || !PLAIN_TEXT.test(password)) {
      throw new TypeError(
        'Names and passwords of Kafka users for tests are of letters, digits, _ . and - only',
      );
    }
  }
  const sasl = listeners.filter((listener) => listenerProtocols[listener].protocol.startsWith('SASL'));
  return {
    ...(listeners.length > 0 && {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': join(tlsFolder, 'server.pem'),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': join(tlsFolder, 'ca.pem'),
    }),
    ...(listeners.includes('mtls') && { 'listener.name.mtls.ssl.client.auth': 'required' }),
    ...(sasl.length > 0 && { 'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512' }),
    ...Object.fromEntries(sasl.flatMap((listener) => jaas(listenerProtocols[listener].name, users))),
  };
};

const jaas = (listenerName: string, users: readonly ScramUser[]): readonly (readonly [string, string])[] => {
  const prefix = `listener.name.${listenerName.toLowerCase()}`;
  const modules = 'org.apache.kafka.common.security';
  const plain = users.map(({ username, password }) => ` user_${username}="${password}"`).join('');
  return [
    [`${prefix}.plain.sasl.jaas.config`, `${modules}.plain.PlainLoginModule required${plain};`],
    [`${prefix}.scram-sha-256.sasl.jaas.config`, `${modules}.scram.ScramLoginModule required;`],
    [`${prefix}.scram-sha-512.sasl.jaas.config`, `${modules}.scram.ScramLoginModule required;`],
  ];
};

/** The files that `securityProperties` names. */
export const writeTlsFiles = async (tlsFolder: string, caPem: string, server: Certificate): Promise<void> => {
  await mkdir(tlsFolder, { recursive: true });
  await writeFile(join(tlsFolder, 'ca.pem'), caPem);
  await writeFile(join(tlsFolder, 'server.pem'), `${server.keyPem}${server.certPem}`, { mode: 0o600 });
};
