import type { EventReference } from '#libs/revocation';

/** Ways of naming a user, as events do. */
export const USER_NAMES = ['userId', 'username', 'externalId'] as const;
export type UserName = (typeof USER_NAMES)[number];

/** People whom nothing is taken from before an operator has said so. */
export class ProtectedUsers {
  readonly #names: ReadonlySet<string>;
  /** Whether some are listed by PingOne's id: then everybody's has to be known before anything is done. */
  readonly areListedById: boolean;

  constructor(users: readonly (readonly [by: UserName, value: string])[]) {
    this.#names = new Set(users.map(([by, value]) => keyOf(by, value)));
    this.areListedById = users.some(([by]) => by === 'userId');
  }

  has(named: Pick<EventReference, UserName>): boolean {
    return USER_NAMES.some((by) => {
      const value = named[by];
      return value !== undefined && this.#names.has(keyOf(by, value));
    });
  }
}

/** Usernames are not case-sensitive in PingOne; for the others, one protected too many does no harm. */
function keyOf(by: UserName, value: string): string {
  return `${by} ${value.normalize('NFC').toLowerCase()}`;
}
