import type { RevocationWork } from '#libs/execution';
import type { Metrics } from '#libs/observability';

/** Open revocations are counted when somebody asks (prom-client's `collect`), not whenever one changes. */
export function observeOpen(metrics: Metrics, work: Pick<RevocationWork, 'status'>, now: () => number): void {
  const { open, oldestOpenSeconds } = metrics;
  Object.assign(open, { collect: () => open.set(work.status().open) });
  Object.assign(oldestOpenSeconds, {
    collect: () => {
      const { oldestReceivedAt } = work.status();
      oldestOpenSeconds.set(oldestReceivedAt === undefined ? 0 : (now() - oldestReceivedAt) / 1000);
    },
  });
}
