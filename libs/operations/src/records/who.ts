/** Ids and names of the person or the session that an event is about. */
export interface Subject {
  readonly userId?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly sessionId?: string;
}

/** Whom the event is about, in a few words. */
export function whoOf({ userId, username, externalId, sessionId }: Subject): string {
  const user = userId ?? username ?? externalId;
  const parts = [
    ...(user === undefined ? [] : [`user ${user}`]),
    ...(sessionId === undefined ? [] : [`session ${sessionId}`]),
  ];
  return parts.length === 0 ? 'an unnamed user' : parts.join(', ');
}
