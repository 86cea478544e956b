import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Findings } from './findings.js';
import { kafkaSecurity } from './kafka-security.js';
import { Secret } from '#libs/redaction';

/** Made for this test, opens nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdjCCARugAwIBAgIUZZ73HWAp1CjJk2TGW5Qr3ybiT80wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxMjI5MjdaGA8yMTI2MTAyOTEyMjky
N1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNjV
A522jY09yKeRGV5wP7G7I64Nnas3ESS8RfF7nFQVqfWtGU9L8J8Qffsx4l/YxG+G
YmEqNSLouSJStO7NzYOjUzBRMB0GA1UdDgQWBBQQKAPFvKeu9u8/ZNStWxwW0IvS
OjAfBgNVHSMEGDAWgBQQKAPFvKeu9u8/ZNStWxwW0IvSOjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDtvl0H2T84v0ZpjAofUDoVl2Fhu+tygrAe
LYPquiShaQIhAP7RaOLgzLyWvfWuqnW3ECpgIIAYvu/fVHCRenmxqvLm
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgI+QvegHycictN8Qu
k47GQ2hrcbCgIFH9kY5Q7uMequGhRANCAATY1QOdto2NPcinkRlecD+xuyOuDZ2r
NxEkvEXxe5xUFan1rRlPS/CfEH37MeJf2MRvhmJhKjUi6LkiUrTuzc2D
-----END PRIVATE KEY-----
`;

type Values = Partial<Parameters<typeof kafkaSecurity>[0]>;

const NOTHING = {
  KAFKA_SSL: false,
  KAFKA_SSL_CA_FILE: undefined,
  KAFKA_SSL_CERT_FILE: undefined,
  KAFKA_SSL_KEY_FILE: undefined,
  KAFKA_SASL_MECHANISM: undefined,
  KAFKA_SASL_USERNAME: undefined,
  KAFKA_SASL_PASSWORD: undefined,
};
const login = { KAFKA_SASL_USERNAME: 'me', KAFKA_SASL_PASSWORD: new Secret('password') };

function check(values: Values) {
  const findings = new Findings();
  const security = kafkaSecurity({ ...NOTHING, ...values }, findings);
  return {
    security,
    problems: findings.problems.map(({ name, rule }) => `${name} ${rule}`),
    warnings: findings.warnings,
  };
}

describe('The connection to the brokers', () => {
  it('is plain if nothing is set', () => {
    expect(check({})).toEqual({ security: {}, problems: [], warnings: [] });
  });

  it("uses the system's authorities for TLS if nothing else is set", () => {
    expect(check({ KAFKA_SSL: true }).security).toEqual({ ssl: {} });
  });

  it('uses the authorities of a file, several of them, and mutual TLS', () => {
    const files = {
      KAFKA_SSL: true,
      KAFKA_SSL_CA_FILE: `issued by us\n${CERTIFICATE}${CERTIFICATE}`,
      KAFKA_SSL_CERT_FILE: CERTIFICATE,
      KAFKA_SSL_KEY_FILE: new Secret(KEY),
    };
    const { security, problems } = check(files);
    expect(problems).toEqual([]);
    expect(security.ssl).toMatchObject({ caPem: files.KAFKA_SSL_CA_FILE, certPem: CERTIFICATE });
    expect(security.ssl?.keyPem?.reveal()).toBe(KEY);
  });

  const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });

  it.each<[string, Values, string]>([
    ['files without TLS', { KAFKA_SSL_CA_FILE: CERTIFICATE }, 'KAFKA_SSL_CA_FILE needs KAFKA_SSL=true'],
    [
      'a certificate without its key',
      { KAFKA_SSL: true, KAFKA_SSL_CERT_FILE: CERTIFICATE },
      'KAFKA_SSL_KEY_FILE must be set together with KAFKA_SSL_CERT_FILE',
    ],
    [
      'a key without its certificate',
      { KAFKA_SSL: true, KAFKA_SSL_KEY_FILE: new Secret(KEY) },
      'KAFKA_SSL_CERT_FILE must be set together with KAFKA_SSL_KEY_FILE',
    ],
    [
      'authorities that are none',
      { KAFKA_SSL: true, KAFKA_SSL_CA_FILE: KEY },
      'KAFKA_SSL_CA_FILE must be a PEM file of certificates',
    ],
    [
      'a broken certificate',
      { KAFKA_SSL: true, KAFKA_SSL_CA_FILE: CERTIFICATE.replace('MII', 'XXX') },
      'KAFKA_SSL_CA_FILE must be a PEM file of certificates',
    ],
    [
      'a certificate that is none',
      { KAFKA_SSL: true, KAFKA_SSL_CERT_FILE: KEY, KAFKA_SSL_KEY_FILE: new Secret(KEY) },
      'KAFKA_SSL_CERT_FILE must be a PEM file with a certificate',
    ],
    [
      'a key that is none',
      { KAFKA_SSL: true, KAFKA_SSL_CERT_FILE: CERTIFICATE, KAFKA_SSL_KEY_FILE: new Secret(CERTIFICATE) },
      'KAFKA_SSL_KEY_FILE must be a private key in PEM without a passphrase',
    ],
    [
      'the key of another certificate',
      {
        KAFKA_SSL: true,
        KAFKA_SSL_CERT_FILE: CERTIFICATE,
        KAFKA_SSL_KEY_FILE: new Secret(otherKey.toString()),
      },
      'KAFKA_SSL_KEY_FILE must be the key of the first certificate in KAFKA_SSL_CERT_FILE',
    ],
    [
      'a login without a mechanism',
      { KAFKA_SASL_USERNAME: 'me' },
      'KAFKA_SASL_USERNAME needs KAFKA_SASL_MECHANISM',
    ],
    [
      'a mechanism without a name',
      { ...login, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: undefined },
      'KAFKA_SASL_USERNAME must be set, because KAFKA_SASL_MECHANISM is',
    ],
    [
      'a mechanism without a password',
      { ...login, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: undefined },
      'KAFKA_SASL_PASSWORD must be set, because KAFKA_SASL_MECHANISM is',
    ],
  ])('is refused with %s', (_, values, problem) => {
    expect(check(values).problems).toEqual([problem]);
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('logs in by %s', (mechanism) => {
    const { security, problems } = check({ ...login, KAFKA_SASL_MECHANISM: mechanism });
    expect(problems).toEqual([]);
    expect(security.sasl).toEqual({ mechanism, username: 'me', password: login.KAFKA_SASL_PASSWORD });
  });

  it('gives a warning if a password travels in clear', () => {
    const plain = { ...login, KAFKA_SASL_MECHANISM: 'plain' as const };
    expect(check(plain).warnings).toHaveLength(1);
    expect(check({ ...plain, KAFKA_SSL: true }).warnings).toEqual([]);
  });
});
