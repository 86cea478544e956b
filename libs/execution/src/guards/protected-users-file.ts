import { ProtectedUsers, USER_NAMES, type UserName } from './protected-users.js';

const LINE = /^(\w+)\s*:\s*(.+)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type User = readonly [by: UserName, value: string];

export interface ProtectedUsersReading {
  readonly users: ProtectedUsers;
  /** Each completes "the file must …". A bad line is named by its number, never by what it says (P6). */
  readonly problems: readonly string[];
}

/**
 * One user a line: `userId: …`, `username: …` or `externalId: …`. Empty lines and
 * lines that begin with `#` are left out. Without a file no user is protected.
 */
export function readProtectedUsers(content: string | undefined): ProtectedUsersReading {
  if (content === undefined) {
    return { users: new ProtectedUsers([]), problems: [] };
  }
  const problems: string[] = [];
  const users = content.split('\n').flatMap((text, index): readonly User[] => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) {
      return [];
    }
    const user = userOf(line);
    if (typeof user === 'string') {
      problems.push(`have ${user} in line ${index + 1}`);
      return [];
    }
    return [user];
  });
  if (users.length === 0 && problems.length === 0) {
    problems.push('list at least one user: leave the setting out to protect no user');
  }
  return { users: new ProtectedUsers(users), problems };
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
