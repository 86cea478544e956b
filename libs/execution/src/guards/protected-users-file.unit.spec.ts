import { describe, expect, it } from '@jest/globals';
import { readProtectedUsers } from './protected-users-file.js';

const ID = '2A9B3C53-0000-4000-8000-000000000001';

describe('The file of protected users', () => {
  it('names them as events do, in any case, past comments and line ends of any kind', () => {
    const { users, problems } = readProtectedUsers(
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

  it('may be missing, and no user is protected then', () => {
    const { users, problems } = readProtectedUsers(undefined);
    expect([users.has({ username: 'ada' }), users.areListedById, problems]).toEqual([false, false, []]);
  });

  it.each([
    ['username: ada\nada', 'have "userId: …" or "username: …" or "externalId: …" in line 2'],
    ['email: ada', 'have "userId: …" or "username: …" or "externalId: …" in line 1'],
    ['username:', 'have "userId: …" or "username: …" or "externalId: …" in line 1'],
    ['userId: ada', 'have the UUID that PingOne gave the user after "userId:" in line 1'],
    ['# no user', 'list at least one user: leave the setting out to protect no user'],
  ])('%j is refused by line and rule, without its words', (content, rule) => {
    expect(readProtectedUsers(content).problems).toEqual([rule]);
  });
});
