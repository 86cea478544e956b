import { describe, expect, it } from '@jest/globals';
import { Findings } from '#libs/settings';
import { Environment } from './environment.dto.js';
import { protectedUsers } from './protected-users.js';

const ID = '2A9B3C53-0000-4000-8000-000000000001';

function read(content?: string) {
  const findings = new Findings();
  const environment = Object.assign(
    new Environment(),
    content === undefined ? {} : { PROTECTED_USERS_FILE: content },
  );
  return { users: protectedUsers(environment, findings), problems: findings.problems };
}

describe('The file of protected users', () => {
  it('names them as events do, in any case, past comments and line ends of any kind', () => {
    const { users, problems } = read(
      `# break glass\n\nuserId: ${ID}\r\nusername: Ada@example.com\nexternalId:4711`,
    );
    expect(problems).toEqual([]);
    expect(users.areListedById).toBe(true);
    const named = [
      { userId: ID.toLowerCase() },
      { username: 'ada@EXAMPLE.com' },
      { externalId: '4711' },
      { externalId: 'ada@example.com' },
      { username: '4711' },
      {},
    ];
    expect(named.map((names) => users.has(names))).toEqual([true, true, true, false, false, false]);
  });

  it('may be missing: nobody is protected', () => {
    const { users, problems } = read();
    expect([users.has({ username: 'ada' }), users.areListedById, problems]).toEqual([false, false, []]);
  });

  it.each([
    ['username: ada\nada', 'must have "userId: …" or "username: …" or "externalId: …" in line 2'],
    ['email: ada', 'must have "userId: …" or "username: …" or "externalId: …" in line 1'],
    ['username:', 'must have "userId: …" or "username: …" or "externalId: …" in line 1'],
    ['userId: ada', 'must have the UUID that PingOne gave the user after "userId:" in line 1'],
    ['# nobody', 'must list somebody: leave the setting out to protect nobody'],
  ])('%j is refused by line and rule, without its words', (content, rule) => {
    expect(read(content).problems).toEqual([{ name: 'PROTECTED_USERS_FILE', rule }]);
  });
});
