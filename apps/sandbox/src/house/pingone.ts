import { startSimulator, type Simulator } from '#libs/testbed';

/** The first one is that of PingOne's own examples. A job is shared within one environment, so what must be counted alone has the second one. */
export const ENVIRONMENT_IDS = [
  'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6',
  '3f2a6f5e-08a4-4c57-9a53-7a1f0f1a5c11',
] as const;

/** Jobs take their time, some of them much more than others; and a job that must leave a paired token alone says so. */
export function startPingOne(): Promise<Simulator> {
  return startSimulator({
    environmentIds: ENVIRONMENT_IDS,
    behaviour: {
      settings: {
        jobDurationMs: { distribution: 'lognormal', medianMs: 600, sigma: 0.5, maxMs: 2_500 },
        pairedWithoutForceUnpair: 'fail-job',
      },
    },
  });
}
