import { describe, expect, test } from '@jest/globals';
import { cpuTimeOf } from '../../../../test/support/cpu-time.js';
import fc from 'fast-check';
import type { KafkaRecord } from '#libs/kafka';
import { deadLetterMessage } from './dead-letter-message.js';
import type { OutboundMessage } from './outcome-message.js';
import { readDeadLetter } from './read-dead-letter.js';

const USER = 'b5d0e1b6-6a5c-4b0f-9a59-6f3b1f1d2c11';

function record(parts: Partial<KafkaRecord> = {}): KafkaRecord {
  const place = { topic: 'user.deprovisioned', partition: 3, offset: 42n, timestamp: 1_772_470_800_500 };
  return { ...place, key: null, value: null, headers: {}, ...parts };
}

function deadLetter(parts: Partial<KafkaRecord>): OutboundMessage {
  return deadLetterMessage(record(parts), 'not-json', 'The value is not JSON in UTF-8.', 'revoker-1');
}

/** Everything that the message shows to its reader. */
function everything({ key, value, headers }: OutboundMessage): string {
  return JSON.stringify([
    key?.toString('latin1'),
    value,
    Object.entries(headers)
      .flat()
      .map((part) => part.toString('latin1')),
  ]);
}

function valueOf(text: string): string {
  return deadLetter({ value: Buffer.from(text) }).value ?? '';
}

describe('The headers of a dead letter', () => {
  const message = deadLetter({
    key: Buffer.from(USER),
    headers: {
      ce_id: Buffer.from('evt-1'),
      'X-Api-Key': Buffer.from('short'),
      traceparent: Buffer.from('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
      raw: Buffer.from([0, 1, 2]),
    },
  });

  test('say where it came from and what is wrong with it', () => {
    expect(message.headers).toMatchObject({
      'dead-letter-code': 'not-json',
      'dead-letter-message': 'The value is not JSON in UTF-8.',
      'dead-letter-service': 'revoker-1',
      'dead-letter-origin-topic': 'user.deprovisioned',
      'dead-letter-origin-partition': '3',
      'dead-letter-origin-offset': '42',
      'dead-letter-origin-timestamp': '1772470800500',
    });
    expect(message.key).toBe(USER);
  });

  test("are those of Spring's DeadLetterPublishingRecoverer too, numbers in its binary form", () => {
    const header = (name: string): Buffer => Buffer.from(message.headers[`kafka_dlt-${name}`] ?? '');
    expect(header('original-topic').toString()).toBe('user.deprovisioned');
    expect(header('original-partition').readInt32BE()).toBe(3);
    expect(header('original-offset').readBigInt64BE()).toBe(42n);
    expect(header('original-timestamp').readBigInt64BE()).toBe(1_772_470_800_500n);
    expect(header('exception-message').toString()).toBe('The value is not JSON in UTF-8.');
  });

  test('hold those of the original behind a prefix, without their secrets', () => {
    expect(message.headers).toMatchObject({
      'original.ce_id': 'evt-1',
      'original.X-Api-Key': '[redacted]',
      'original.traceparent': '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'original.raw': '{"omitted":"binary","bytes":3,"content":"[redacted]"}',
    });
    expect(Object.keys(message.headers).filter((name) => name.startsWith('ce_'))).toEqual([]);
  });

  test('are limited in number', () => {
    const headers = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`h${index}`, Buffer.from('x')]),
    );
    expect(deadLetter({ headers }).headers).toMatchObject({ 'original.h63': 'x', 'original.omitted': '36' });
  });

  test('can be read back', () => {
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, header]) => [name, Buffer.from(header)]),
    );
    expect(readDeadLetter(headers)).toEqual({
      code: 'not-json',
      message: 'The value is not JSON in UTF-8.',
      service: 'revoker-1',
      origin: { topic: 'user.deprovisioned', partition: 3, offset: 42n, timestamp: 1_772_470_800_500 },
    });
  });

  test('are told from those of other publishers', () => {
    expect(readDeadLetter({})).toBeUndefined();
    expect(readDeadLetter({ ...message.headers, 'dead-letter-code': 'unheard-of' })).toBeUndefined();
    expect(readDeadLetter({ ...message.headers, 'dead-letter-origin-offset': 'x' })).toBeUndefined();
  });
});

describe('The value of a dead letter', () => {
  test('is empty if the record was a tombstone', () => {
    expect(deadLetter({ value: null }).value).toBeNull();
  });

  test('keeps what explains the problem', () => {
    const source = {
      userId: USER,
      oathTokenIds: [USER],
      occurredAt: '2026-03-02T17:00:00.000Z',
      note: 'left the company',
    };
    expect(JSON.parse(valueOf(JSON.stringify(source)))).toEqual(source);
    for (const text of [
      'level=info msg="user left" user=jane.doe',
      '{"type":"com.example.user.deprovisioned","source":"https://hr.example.com/workday/events",',
      `kafka:user.deprovisioned/${USER}`,
    ]) {
      expect(valueOf(text)).toBe(text);
    }
  });

  test('shows equal tokens as equal, and nothing of short ones', () => {
    const token = 'an-opaque-refresh-token-0001';
    const [one, two] = JSON.parse(
      valueOf(JSON.stringify([{ token }, { tokens: [{ token, clientId: 'billing' }] }])),
    ) as [{ token: string }, { tokens: { token: string; clientId: string }[] }];
    expect(one.token).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(two.tokens).toEqual([{ token: one.token, clientId: 'billing' }]);
    expect(valueOf('{"otp_secret":"123456"}')).toBe('{"otp_secret":"[redacted]"}');
  });

  test('shows no value of a field that is repeated', () => {
    expect(valueOf('{"token":"hunter2hunter2","token":"x"}')).toBe('{"token":"[redacted]"}');
  });

  test('describes what is no text', () => {
    expect(valueOf('a\u0000b')).toBe('{"omitted":"binary","bytes":3,"content":"[redacted]"}');
  });

  test('describes what does not fit into a message', () => {
    const { value } = deadLetter({ value: Buffer.alloc(300_000, 'x ') });
    expect(JSON.parse(value ?? '')).toMatchObject({ omitted: 'text', bytes: 300_000 });
  });

  test.each([
    ['form parameters', 'grant_type=refresh_token&refresh_token=hunter2&client_id=billing'],
    ['a header', 'Authorization: Basic hunter2'],
    ['a scheme without a header', 'sent with bearer hunter2, refused'],
    ['a URL', 'https://admin:hunter2@hr.example.com/'],
    ['an element of XML', '<ns:password type="text">hunter2</ns:password>'],
    ['a character section of XML', '<password><![CDATA[hunter2]]></password>'],
    ['YAML', 'password: hunter2'],
    ['YAML on the next line', 'password:\n  hunter2'],
    ['a block of YAML', 'password: |\n  first line\n  hunter2'],
    ['a hash of Ruby', ':password => "hunter2"'],
    ['JSON that ends too early', '{"secret":{"inner":["hunter2"'],
    ['a string that ends too early', '{"password":"correct hunter2'],
    ['a quote within a value', '{"password":"correct\\"hunter2",'],
    ['a quote of SQL within a value', "password='correct''hunter2',"],
    ['JSON within broken JSON', '{"body":"{\\"password\\":\\"hunter2\\"}",'],
    ['a name in escapes', '{"p\\u0061ssword":"hunter2",'],
    ['a value with spaces', 'passphrase = correct horse hunter2'],
    ['a pair of name and value', '[{"name":"password","value":"hunter2"}]'],
    ['a name below a secret', '{"credentials":{"hunter2":true}}'],
    ['a token list of strings', '{"tokens":["hunter2"]}'],
  ])('hides a short secret behind a name in %s', (_, text) => {
    expect(valueOf(text)).not.toContain('hunter2');
  });

  test.each([
    ['a slash that JSON may escape', 'abc123\\/def456\\/ghi789\\/jkl012'],
    ['percent-encoding', 'abc123%2Bdef456%2Bghi789%3D'],
    ['digits', '{"pan":12345678901234567890}'],
    ['a glued pair of UUIDs', `${USER}.${USER}`],
    ['lines of PEM', `-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END KEY-----`],
  ])('hides a long secret by its look in %s', (_, text) => {
    expect(valueOf(text)).toMatch(/sha256:[0-9a-f]{64}|\[redacted\]/);
    expect(valueOf(text)).not.toMatch(/abc123|1234567890|MIIE|11\.b5d0/);
  });

  test.each([
    'token'.repeat(50_000),
    'a'.repeat(250_000),
    '\\'.repeat(250_000),
    'token'.padEnd(250_000),
    '<token'.repeat(40_000),
    '//'.repeat(120_000),
    '{"'.repeat(120_000),
  ])('is written in no time for a hostile text of that size: %#', (text) => {
    expect(cpuTimeOf(() => void valueOf(text))).toBeLessThan(20_000);
  });
});

describe('A dead letter never shows', () => {
  const base64url = fc
    .uint8Array({ minLength: 18, maxLength: 60 })
    .map((bytes) => Buffer.from(bytes).toString('base64url'))
    .filter((text) => new Set(text).size >= 10 && /\d/.test(text) && /[a-z]/.test(text));
  const base64 = base64url.map((text) => text.replaceAll('-', '+').replaceAll('_', '/'));
  const hex = base64url.map((text) => Buffer.from(text).toString('hex'));
  const jwt = fc
    .tuple(base64url, base64url)
    .map(([claims, signature]) => `eyJhbGciOiJSUzI1NiJ9.${claims}.${signature}`);
  const long = fc.oneof(base64url, base64, hex, jwt);
  const short = fc.stringMatching(/^[A-Za-z0-9 !$%^*@#?,;]{1,8}Canary[A-Za-z0-9 !$%^*@#?,;]{1,8}$/);
  const secretName = fc.constantFrom(
    'token',
    'access_token',
    'clientSecret',
    'Password',
    'AUTHORIZATION',
    'tokens',
    'api-key',
    'refreshToken',
  );
  const plainName = fc.constantFrom('userId', 'note', 'data', 'oathTokenIds', 'a', '');

  /** JSON values that hold the secret somewhere, at any depth, also as JSON within strings. */
  const jsonWith = (secret: string, sensitive: boolean): fc.Arbitrary<unknown> =>
    fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        sensitive
          ? secretName.chain((name) =>
              fc.constantFrom<unknown>(
                { [name]: secret },
                { [name]: [secret] },
                { [name]: { inner: secret } },
                { [name]: { [secret]: 1 } },
              ),
            )
          : fc.constantFrom<unknown>(
              secret,
              { [secret]: true },
              [secret],
              `see ${secret}.`,
              `a=${secret}&b=c`,
              `"${secret}"`,
            ),
        fc.tuple(plainName, tie('node')).map(([name, node]) => ({ [name]: node, other: 1 })),
        tie('node').map((node) => [1, node]),
        tie('node').map((node) => JSON.stringify(node)),
      ),
    })).node;

  const texts = (secret: string, sensitive: boolean): fc.Arbitrary<string> => {
    const whole = jsonWith(secret, sensitive).map((value) => JSON.stringify(value));
    return fc.oneof(
      whole,
      whole.map((text) => JSON.stringify(JSON.parse(text), null, 2)),
      whole.map((text) => `${text},`),
      fc.tuple(whole, fc.nat(200)).map(([text, cut]) => text.slice(0, -cut)),
      whole.map((text) => text.replaceAll('/', '\\/').slice(1)),
      whole.map((text) => `2026-03-02 received ${text} from kafka`),
    );
  };

  /** Twenty characters in a row are what the rule calls a secret; less of a long one may be left where it was cut. */
  const partsOf = (secret: string): readonly string[] =>
    secret.length <= 20
      ? [secret]
      : Array.from({ length: secret.length - 19 }, (_, index) => secret.slice(index, index + 20));

  const expectHidden = (message: OutboundMessage, secret: string): void => {
    const shown = everything(message);
    expect(partsOf(secret).filter((part) => shown.includes(part))).toEqual([]);
  };

  test('a token by its look, in the value', () => {
    const cases = long.chain((secret) => fc.tuple(fc.constant(secret), texts(secret, false)));
    fc.assert(
      fc.property(cases, ([secret, text]) => expectHidden(deadLetter({ value: Buffer.from(text) }), secret)),
      { numRuns: 1500 },
    );
  });

  test('anything behind a secret name, in the value', () => {
    const cases = short.chain((secret) => fc.tuple(fc.constant(secret), texts(secret, true)));
    fc.assert(
      fc.property(cases, ([secret, text]) => expectHidden(deadLetter({ value: Buffer.from(text) }), secret)),
      { numRuns: 1500 },
    );
  });

  test('a secret in the key, in a header, in the name of a header, or between bytes that are no text', () => {
    fc.assert(
      fc.property(long, short, (secret, behindName) => {
        const message = deadLetter({
          key: Buffer.from(secret),
          value: Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(secret)]),
          headers: {
            authorization: Buffer.from(behindName),
            [secret]: Buffer.from('x'),
            other: Buffer.from(`v=${secret}`),
          },
        });
        expectHidden(message, secret);
        expectHidden(message, behindName);
      }),
    );
  });
});
