import { describe, expect, it } from '@jest/globals';
import { securityProperties } from './secured-listeners.js';

const user = { username: 'alice', password: 'secret' };

describe('securityProperties', () => {
  it('adds nothing to a plaintext cluster', () => {
    expect(securityProperties([], [], '/tls')).toEqual({});
  });

  it('demands a client certificate by the mutual listener only', () => {
    const key = 'listener.name.mtls.ssl.client.auth';
    expect(securityProperties(['tls'], [], '/tls')).not.toHaveProperty([key]);
    expect(securityProperties(['tls', 'mtls'], [], '/tls')).toHaveProperty([key], 'required');
  });

  it('knows PLAIN users by the listener’s JAAS line', () => {
    expect(securityProperties(['sasl-tls'], [user], '/tls')).toMatchObject({
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'listener.name.sasl_tls.plain.sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="secret";',
    });
  });

  it.each([
    { username: 'al"ice', password: 'x' },
    { username: 'alice', password: 'x]; y' },
    { username: '', password: 'x' },
  ])('refuses what would have to be quoted: %j', (unquotable) => {
    expect(() => securityProperties(['sasl-tls'], [unquotable], '/tls')).toThrow(TypeError);
  });
});
