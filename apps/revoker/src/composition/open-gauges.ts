import type { RevocationWork } from '#libs/execution';
import type { Metrics } from '#libs/observability';

/** What is open and what is held is counted when somebody asks (prom-client's `collect`), not whenever one changes. */
export function observeOpen(metrics: Metrics, work: Pick<RevocationWork, 'status'>, now: () => number): void {
  const { open, oldestOpenSeconds, held, oldestHeldSeconds } = metrics;
  const age = (since: number | undefined): number => (since === undefined ? 0 : (now() - since) / 1000);
  const whenAsked = (gauge: object, collect: () => void): void => void Object.assign(gauge, { collect });
  whenAsked(open, () => open.set(work.status().open));
  whenAsked(oldestOpenSeconds, () => oldestOpenSeconds.set(age(work.status().oldestReceivedAt)));
  whenAsked(held, () => {
    for (const [reason, count] of Object.entries(work.status().held.byReason)) {
      held.set({ reason }, count);
    }
  });
  whenAsked(oldestHeldSeconds, () => oldestHeldSeconds.set(age(work.status().held.oldestSince)));
}
