import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { bits, explicit, implicit, integer, octets, oid, sequence, set, utcTime, utf8, yes } from './der.js';

export interface Certificate {
  readonly certPem: string;
  /** PKCS #8, not encrypted. */
  readonly keyPem: string;
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const HOUR_MS = 60 * 60 * 1_000;
const LIFETIME_MS = 7 * 24 * HOUR_MS;

/**
 * A certificate authority for tests, made of node:crypto alone: keytool would cost six starts of a
 * JVM and cannot export a private key, and openssl is not on every machine. Its certificates are
 * valid for a week, for localhost and 127.0.0.1, as server and as client.
 */
export class CertificateAuthority {
  readonly certPem: string;
  readonly #name: string;
  readonly #key: KeyObject;
  readonly #now: Date;

  constructor(name: string, now: Date) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#name = name;
    this.#key = privateKey;
    this.#now = now;
    this.certPem = this.#certify(name, publicKey, [
      extension(OID.basicConstraints, sequence(yes()), 'critical'),
      // keyCertSign and cRLSign (RFC 5280, section 4.2.1.3).
      extension(OID.keyUsage, bits(Buffer.from([0b0000_0110]), 1), 'critical'),
    ]);
  }

  issue(commonName: string): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certPem = this.#certify(commonName, publicKey, [
      extension(OID.basicConstraints, sequence(), 'critical'),
      // digitalSignature.
      extension(OID.keyUsage, bits(Buffer.from([0b1000_0000]), 7), 'critical'),
      extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth), oid(OID.clientAuth)), 'optional'),
      // dNSName and iPAddress of GeneralName (RFC 5280, section 4.2.1.6).
      extension(
        OID.subjectAltName,
        sequence(implicit(2, Buffer.from('localhost')), implicit(7, Buffer.from([127, 0, 0, 1]))),
        'optional',
      ),
    ]);
    return { certPem, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  #certify(subject: string, publicKey: KeyObject, extensions: readonly Buffer[]): string {
    const algorithm = sequence(oid(OID.ecdsaWithSha256));
    const body = sequence(
      explicit(0, integer(Buffer.from([2]))), // version 3
      integer(serialNumber()),
      algorithm,
      distinguishedName(this.#name),
      sequence(
        utcTime(new Date(this.#now.getTime() - HOUR_MS)),
        utcTime(new Date(this.#now.getTime() + LIFETIME_MS)),
      ),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      explicit(3, sequence(...extensions)),
    );
    const certificate = sequence(body, algorithm, bits(sign('sha256', body, this.#key)));
    const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

/** Positive, and without the leading zero that the encoding forbids. */
const serialNumber = (): Buffer => {
  const bytes = randomBytes(16);
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes;
};

const distinguishedName = (commonName: string): Buffer =>
  sequence(set(sequence(oid(OID.commonName), utf8(commonName))));

const extension = (id: string, value: Buffer, weight: 'critical' | 'optional'): Buffer =>
  sequence(oid(id), ...(weight === 'critical' ? [yes()] : []), octets(value));
