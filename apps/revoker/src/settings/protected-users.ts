import { ProtectedUsers, USER_NAMES, type UserName } from '#libs/execution';
import type { Findings } from '#libs/settings';
import type { Environment } from './environment.dto.js';

const NAME = 'PROTECTED_USERS_FILE';
const LINE = /^(\w+)\s*:\s*(.+)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type User = readonly [by: UserName, value: string];

/** The users of the file. A bad line is named by its number and the rule it breaks, never by what it says. */
export function protectedUsers(environment: Environment, findings: Findings): ProtectedUsers {
  const content = environment[NAME];
  const users = (content ?? '').split('\n').flatMap((text, index): readonly User[] => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) {
      return [];
    }
    const user = userOf(line);
    if (typeof user === 'string') {
      findings.problem(NAME, `must have ${user} in line ${index + 1}`);
      return [];
    }
    return [user];
  });
  if (content !== undefined && users.length === 0) {
    findings.problem(NAME, 'must list somebody: leave the setting out to protect nobody');
  }
  return new ProtectedUsers(users);
}

/** A user, or what the line should have been. */
function userOf(line: string): User | string {
  const [, written, value = ''] = LINE.exec(line) ?? [];
  const by = USER_NAMES.find((name) => name === written);
  if (by === undefined) {
    return USER_NAMES.map((name) => `"${name}: …"`).join(' or ');
  }
  return by === 'userId' && !UUID.test(value)
    ? 'the UUID that PingOne gave the user after "userId:"'
    : [by, value];
}
