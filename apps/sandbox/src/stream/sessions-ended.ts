import type { RevocationCompleted } from '#libs/contracts';

/** How many sessions an outcome says were ended, by their ids or as all of a user. */
export function sessionsEnded({ steps }: Pick<RevocationCompleted, 'steps'>): number {
  return steps.reduce((sum, step) => {
    switch (step.kind) {
      case 'session':
        return sum + (step.status === 'done' ? 1 : 0);
      case 'user-sessions':
        return sum + (step.ended ?? 0);
      case 'oath-tokens':
      case 'oauth-token':
        return sum;
    }
  }, 0);
}
