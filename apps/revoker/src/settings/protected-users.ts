import { ProtectedUsers, readProtectedUsers } from '#libs/execution';
import type { Findings } from '#libs/settings';
import type { Environment } from './environment.dto.js';

const NAME = 'PROTECTED_USERS_FILE';

/** The users of the file. */
export function protectedUsers(environment: Environment, findings: Findings): ProtectedUsers {
  const content = environment[NAME];
  if (content === undefined) {
    return new ProtectedUsers([]);
  }
  const { users, problems } = readProtectedUsers(content);
  problems.forEach((problem) => findings.problem(NAME, `must ${problem}`));
  return users;
}
