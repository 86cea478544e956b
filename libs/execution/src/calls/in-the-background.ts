import type { Log } from '#libs/observability';
import type { Fact } from '#libs/revocation';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';

interface Context {
  readonly open: OpenRevocation;
  readonly step: number;
  readonly progress: Progress;
  readonly log: Log;
}

/** Runs an action to its fact. What rejects because the lane is gone is no fault; anything else is said, and a fact as well. */
export function inTheBackground(
  what: string,
  run: Promise<Fact>,
  { open, step, progress, log }: Context,
): void {
  run.then(
    (fact) => progress.record(open, fact),
    (error: unknown) => {
      if (!open.isStopping) {
        log.error({ revocationId: open.id, error: String(error) }, `${what} failed.`);
        progress.failed(open, step);
      }
    },
  );
}
