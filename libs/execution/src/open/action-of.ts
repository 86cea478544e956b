import type { Action } from '#libs/revocation';

export type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;
