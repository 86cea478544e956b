import { EVENT_TYPES, type EventType } from '#libs/contracts';
import type { JsonObject } from './written-events.js';

const ONLY_OF_A_USER = ['username', 'externalId', 'oathTokenIds', 'serialNumbers', 'forceUnpair'];

/** Of a CloudEvents `type`: the name of the event, with or without a reverse-DNS prefix. */
export function eventTypeIn(type: string | undefined): EventType | undefined {
  return EVENT_TYPES.find((known) => type === known || type?.endsWith(`.${known}`));
}

/** Which event has such fields; undefined where it could be either. */
export function guessEventType(data: JsonObject): EventType | undefined {
  const isOfUser = ONLY_OF_A_USER.some((field) => field in data);
  const isOfSession = 'sessionId' in data;
  if (isOfUser === isOfSession) {
    return undefined;
  }
  return isOfUser ? 'user.deprovisioned' : 'session.terminated';
}
