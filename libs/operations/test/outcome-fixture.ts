import type { RevocationCompleted } from '#libs/contracts';
import { DAY_ONE, ENVIRONMENT, type EventFixture } from './event-fixture.js';

/** What a service would have said of an event whose two tokens it revoked. */
export function outcomeFixture(
  event: EventFixture,
  more: Partial<RevocationCompleted> = {},
): RevocationCompleted {
  const { topic, partition, offset } = event.record;
  const jobIds = ['9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10'];
  const completedAt = new Date(DAY_ONE + 2_000).toISOString();
  return {
    revocationId: event.revocationId,
    revision: 1,
    eventId: event.eventId,
    eventSource: '/hr',
    eventType: 'user.deprovisioned',
    environmentId: ENVIRONMENT,
    userId: event.userId,
    status: 'completed',
    requested: 2,
    revoked: 2,
    remaining: 0,
    steps: [
      {
        kind: 'oath-tokens',
        status: 'done',
        requested: 2,
        revoked: 2,
        gone: 2,
        remaining: 0,
        countedBy: 'job',
        jobIds,
        forceUnpair: true,
      },
    ],
    evidence: [
      {
        operation: 'submit-oath-job',
        at: completedAt,
        jobId: '9c6b0e2f-1c5b-44bb-8e59-6f0f3e5d2a10',
        transactionId: event.revocationId,
        correlationId: 'corr-1',
      },
    ],
    receivedAt: new Date(DAY_ONE).toISOString(),
    completedAt,
    exposureMs: null,
    origin: { topic, partition, offset: String(offset) },
    ...more,
  };
}
