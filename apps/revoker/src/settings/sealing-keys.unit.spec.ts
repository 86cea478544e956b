import { describe, expect, it } from '@jest/globals';
import { Secret } from '#libs/redaction';
import { Findings } from '#libs/settings';
import { sealingKeys } from './sealing-keys.js';

function read(content?: string) {
  const findings = new Findings();
  const values = { TOKEN_SEALING_KEY_FILE: content === undefined ? undefined : new Secret(content) };
  const keys = sealingKeys(values, findings).map((key) => key.reveal());
  return { keys, problems: findings.problems, warnings: findings.warnings };
}

describe('Keys that seal tokens', () => {
  const key = (byte: number) => Buffer.alloc(32, byte);

  it('are read in their order, in base64 or hex, past comments', () => {
    const [first, second, third] = [key(1), key(2), key(251)];
    const lines = [
      '# since May',
      first.toString('base64'),
      '',
      second.toString('hex') + '\r',
      third.toString('base64url'),
    ];
    expect(read(`${lines.join('\n')}\n`)).toEqual({
      keys: [first, second, third].map((it) => it.toString('base64')),
      problems: [],
      warnings: [],
    });
  });

  it.each([
    ['', 'must hold at least one key'],
    ['# nothing\n', 'must hold at least one key'],
    [`${key(1).toString('hex')}\nshort`, 'must hold keys of 32 bytes in base64 or hex (line 2 is none)'],
    [Buffer.alloc(16).toString('hex'), 'must hold keys of 32 bytes in base64 or hex (line 1 is none)'],
    ['not a key!', 'must hold keys of 32 bytes in base64 or hex (line 1 is none)'],
  ])('are refused if the file is %j', (content, rule) => {
    expect(read(content).problems).toEqual([{ name: 'TOKEN_SEALING_KEY_FILE', rule }]);
  });

  it('may be missing, with a warning of what that means', () => {
    expect(read()).toEqual({
      keys: [],
      problems: [],
      warnings: [
        {
          name: 'TOKEN_SEALING_KEY_FILE',
          rule: 'is not set: events that carry tokens will end as sealing-key-missing',
        },
      ],
    });
  });
});
