import type { ExpectedOutcome } from './sample.js';
import type { Person } from './sample-world.port.js';

/** Of every leaver, whether they have sessions or not: the sandbox starts the service with REVOKE_USER_SESSIONS=true. */
export const SESSIONS_ENDED = 'user-sessions done';

/** All of a leaver's access is ended, by this event. */
export function allOf({ tokenIds, sessionIds }: Pick<Person, 'tokenIds' | 'sessionIds'>): ExpectedOutcome {
  return {
    kind: 'outcome',
    status: 'completed',
    requested: tokenIds.length,
    revoked: tokenIds.length,
    remaining: 0,
    steps: ['oath-tokens done', SESSIONS_ENDED],
    atPingOne: { deleted: tokenIds, endedSessions: sessionIds },
  };
}
