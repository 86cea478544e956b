import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from './certificate-authority.js';

const now = new Date('2026-03-04T05:06:07Z');

describe('a certificate authority for tests', () => {
  const authority = new CertificateAuthority('test authority', now);
  const issuer = new X509Certificate(authority.certPem);
  const { certPem, keyPem } = authority.issue('localhost');
  const certificate = new X509Certificate(certPem);

  it('signs itself, as an authority', () => {
    expect(issuer.ca).toBe(true);
    expect(issuer.subject).toBe('CN=test authority');
    expect(issuer.verify(issuer.publicKey)).toBe(true);
  });

  it('issues certificates that it vouches for and that are no authorities', () => {
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
  });

  it('hands out the key that belongs to the certificate', () => {
    expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  });

  it('certifies this machine, for a week from an hour ago', () => {
    expect(certificate.subject).toBe('CN=localhost');
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(certificate.validFromDate).toEqual(new Date('2026-03-04T04:06:07Z'));
    expect(certificate.validToDate).toEqual(new Date('2026-03-11T05:06:07Z'));
  });

  it('does not vouch for another authority’s', () => {
    const stranger = new X509Certificate(
      new CertificateAuthority('stranger', now).issue('localhost').certPem,
    );
    expect(stranger.verify(issuer.publicKey)).toBe(false);
  });

  it('gives every certificate a serial number of its own', () => {
    const serials = Array.from(
      { length: 50 },
      () => new X509Certificate(authority.issue('x').certPem).serialNumber,
    );
    expect(new Set(serials).size).toBe(50);
  });
});
