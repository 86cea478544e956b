/** Everything that the simulated PingOne can be asked to do, by the name that rules and counters know it by. */
export const OPERATIONS = [
  'submit-oath-job',
  'read-oath-job',
  'list-oath-tokens',
  'read-oath-token',
  'delete-oath-token',
  'find-users',
  'read-user',
  'list-devices',
  'list-sessions',
  'read-session',
  'delete-session',
  'sign-off-session',
  'issue-token',
  'revoke-token',
  'introspect-token',
  'read-keys',
] as const;

export type Operation = (typeof OPERATIONS)[number];

const AUTHORIZATION: ReadonlySet<Operation> = new Set([
  'issue-token',
  'revoke-token',
  'introspect-token',
  'read-keys',
] satisfies Operation[]);

/** Calls of the authorization service (`/as/…`): they authenticate an application and answer in the words of OAuth. */
export const isAuthorization = (operation: Operation): boolean => AUTHORIZATION.has(operation);
