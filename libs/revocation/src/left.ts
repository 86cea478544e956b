import type { Failure, LeftBecause } from '#libs/contracts';

/** What was seen to be alive and was left in place: it is always said (P3). */
export interface Left {
  readonly count: number;
  readonly because: LeftBecause;
}

/** What of the things found is to be ended, and what is left. */
export interface Sorted<Thing> {
  readonly due: readonly Thing[];
  readonly left?: Left;
}

export function sortOut<Thing>(
  things: readonly Thing[],
  because: (thing: Thing) => LeftBecause | undefined,
): Sorted<Thing> {
  const due: Thing[] = [];
  const reasons: LeftBecause[] = [];
  for (const thing of things) {
    const reason = because(thing);
    if (reason === undefined) {
      due.push(thing);
    } else {
      reasons.push(reason);
    }
  }
  // All of one event have one reason: either the account is newer, or the event is late.
  const [reason] = reasons;
  return { due, ...(reason && { left: { count: reasons.length, because: reason } }) };
}

const MESSAGES: Readonly<Record<LeftBecause, string>> = {
  'late-event':
    'The event came late, and what is newer than it was left, as the person may be back; "revokerctl retry --everything" ends it.',
  'newer-account':
    'The account was created after the event, so all that belongs to it was left; "revokerctl retry --everything" ends it.',
  'signed-in-again':
    'New sessions appeared as often as they were ended: the user can still sign in. Disable the user, then retry.',
};

/** The reason of a step that left something, where it has no other one. */
export function leftFailure({ because }: Left): Failure {
  return { code: 'access-left', message: MESSAGES[because], retryable: true };
}

/** The fields of a step in the outcome. */
export function leftFields(left: Left | undefined): {
  readonly left?: number;
  readonly leftBecause?: LeftBecause;
} {
  return left ? { left: left.count, leftBecause: left.because } : {};
}
