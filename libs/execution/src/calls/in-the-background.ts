import type { Log } from '#libs/observability';
import type { Fact } from '#libs/revocation';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';

/** Runs an action to its fact. What rejects because the lane is gone is no fault; anything else is, and is said. */
export function inTheBackground(
  what: string,
  run: Promise<Fact>,
  { open, progress, log }: { readonly open: OpenRevocation; readonly progress: Progress; readonly log: Log },
): void {
  run
    .then((fact) => progress.record(open, fact))
    .catch((error: unknown) => {
      if (!open.isStopping) {
        log.error({ revocationId: open.id, error: String(error) }, `${what} failed.`);
      }
    });
}
