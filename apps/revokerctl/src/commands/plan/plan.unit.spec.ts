import { describe, expect, test } from '@jest/globals';
import { commandLine, type Ended } from '../../../test/command-line.js';

const VIP = '2a9b3c53-0000-4000-8000-000000000001';
const TOKEN = '37529840-0bdf-48ae-9108-da2c311dd79d';
const ENVIRONMENT = {
  KAFKA_BROKERS: 'nowhere:1',
  PINGONE_ENVIRONMENT_ID: '5caa81af-ec05-41ff-a709-c7378007a99c',
};

function plan(protectedUsers: string | undefined, ...args: readonly string[]): Promise<Ended> {
  const file = { PROTECTED_USERS_FILE: '/protected' };
  return commandLine(['plan', '--oath-token', TOKEN, ...args], {
    env: { ...ENVIRONMENT, ...(protectedUsers !== undefined && file) },
    ...(protectedUsers !== undefined && { files: { '/protected': protectedUsers } }),
  });
}

describe('a plan', () => {
  test('A plan says of a protected user that nothing is done before an operator decides', async () => {
    const { code, out } = await plan('username: Ada', '--username', 'ada');
    expect(out).toMatch(/^ {2}would be held .* PROTECTED_USERS_FILE\n {2}1\. /m);
    expect(code).toBe(0);
  });

  test('A plan says of a name that it takes a look, and plans the look, where ids are protected', async () => {
    const { out } = await plan(`userId: ${VIP}`, '--username', 'bob');
    expect(out).toMatch(/^ {2}may be held once PingOne says whom it means: .*\n {2}1\. look the user up/m);
    expect((await plan(undefined, '--username', 'bob')).out).not.toContain('look the user up');
  });

  test('A plan says how many are too many, where a limit is set', async () => {
    const env = { ...ENVIRONMENT, MASS_DEPROVISIONING_LIMIT: '50' };
    const { out } = await commandLine(['plan', '--user', VIP, '--oath-token', TOKEN], { env });
    expect(out).toContain('may be held if more than 50 users are deprovisioned within 1 h');
  });

  test('A plan says it to programs', async () => {
    const { json } = await plan(`userId: ${VIP}`, '--user', VIP, '--json');
    expect(json).toMatchObject([
      { verdict: 'held', holds: [{ reason: 'protected-user', when: 'certain' }], steps: [{}, {}] },
    ]);
  });

  test('A plan refuses a file of protected users by line and rule', async () => {
    const { code, err } = await plan('ada', '--user', VIP);
    expect(err).toMatch(/^ {2}PROTECTED_USERS_FILE must have "userId: …" .* in line 1$/m);
    expect(code).toBe(2);
  });
});
