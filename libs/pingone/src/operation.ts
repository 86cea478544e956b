/**
 * The operation families: what a permit is for, and half of the name of a scope
 * (the other half is the credential). A new area adds its names here.
 *
 * `changes`: repeating it is not free of consequences, so an attempt that was
 * not answered is an unknown outcome. `reads`: an attempt that was not answered
 * is simply made again.
 */
export const OPERATIONS = {
  'submit-oath-job': 'changes',
  'read-oath-job': 'reads',
  'read-oath-token': 'reads',
  'revoke-token': 'changes',
  'find-users': 'reads',
  'list-devices': 'reads',
  'find-oath-token': 'reads',
  'list-oath-tokens': 'reads',
  'list-sessions': 'reads',
  'end-session': 'changes',
  'end-user-session': 'changes',
} as const satisfies Record<string, Effect>;

export type Operation = keyof typeof OPERATIONS;

/** Operations that only the library itself asks for are scopes too: they cost budget and have outages. */
export type ScopeOperation = Operation | 'worker-token';

export type Effect = 'reads' | 'changes';
