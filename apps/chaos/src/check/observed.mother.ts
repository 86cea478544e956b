import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { Item } from '../load/item.js';
import type { ObservedDeadLetter, ObservedEvent, ObservedOutcome } from './observed.js';

/** An event that came once, at `inputs/0/<tag>`. */
export function anEvent(
  tag: string,
  other: Partial<Item> & { readonly copies?: number } = {},
): ObservedEvent {
  const { copies = 1, ...item } = other;
  return {
    identity: tag,
    item: {
      tag,
      topic: 'userDeprovisioned',
      eventId: `id-of-${tag}`,
      expected: { kind: 'completed' },
      tokenIds: [],
      missingIds: [],
      message: { key: tag, value: '{}' },
      ...item,
    },
    records: Array.from({ length: copies }, (_, copy) => `inputs/${copy}/${tag}`),
  };
}

/** The answer to the first record of `anEvent(tag)`. */
export function anOutcome(
  tag: string,
  { at = 0, ...other }: Partial<RevocationCompleted> & { readonly at?: number } = {},
): ObservedOutcome {
  const outcome: RevocationCompleted = {
    revocationId: `revocation-of-${tag}`,
    revision: 1,
    eventId: `id-of-${tag}`,
    eventSource: '/chaos',
    eventType: 'user.deprovisioned',
    environmentId: 'environment',
    status: 'completed',
    requested: 0,
    revoked: 0,
    remaining: 0,
    steps: [],
    evidence: [],
    receivedAt: '2026-01-01T00:00:00.000Z',
    completedAt: '2026-01-01T00:00:01.000Z',
    exposureMs: null,
    origin: { topic: 'inputs', partition: 0, offset: tag },
    ...other,
  };
  return { outcome, origin: `inputs/0/${tag}`, place: `outcomes/0/${tag}`, at };
}

export function aDeadLetter(tag: string, code: ObservedDeadLetter['letter']['code']): ObservedDeadLetter {
  return { letter: { code }, origin: `inputs/0/${tag}`, place: `letters/0/${tag}` };
}

type OathStep = Extract<OutcomeStep, { readonly kind: 'oath-tokens' }>;

export function anOathStep(
  counts: Pick<OathStep, 'requested' | 'revoked' | 'gone' | 'remaining'> & Partial<OathStep>,
): OathStep {
  return {
    kind: 'oath-tokens',
    status: 'done',
    countedBy: 'job',
    jobIds: ['job'],
    forceUnpair: true,
    ...counts,
  };
}
