import type { LanesHealth } from '#libs/lanes';
import type { Readiness } from './readiness.port.js';

const NOT_JOINED = 'This instance has not joined its consumer group yet.';
const RESTORING = 'Lanes of this instance are being restored.';

/** What the lanes say of themselves, for a probe. */
export function lanesReadiness({ ready, problem, lanes, ...health }: LanesHealth): Readiness {
  const details = {
    ...health,
    lanes: lanes.map(({ since, ...lane }) => ({ ...lane, since: new Date(since).toISOString() })),
  };
  return ready
    ? { ready, ...(problem !== undefined && { problem }), details }
    : { ready, problem: problem ?? (health.joined ? RESTORING : NOT_JOINED), details };
}
