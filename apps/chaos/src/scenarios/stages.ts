import type { RevocationCompleted } from '#libs/contracts';
import { quantile } from '../check/quantile.js';

/** Where the exposure of an event goes, in milliseconds; of many events the middle one of each. */
export interface Stages {
  /** From the event to our reading of it. */
  readonly read: number;
  /** … to the answer to its first submit. */
  readonly submitted: number;
  /** … to the answer that its job is at its end. */
  readonly polled: number;
  /** … to the outcome: reading back, and saving. */
  readonly settled: number;
}

/** The middle of each stage over those outcomes of OATH jobs that have all of them. */
export function medianStages(outcomes: readonly RevocationCompleted[]): Stages {
  const all = outcomes.flatMap(stagesOf);
  const median = (of: (stages: Stages) => number): number => quantile(all.map(of), 0.5);
  return {
    read: median(({ read }) => read),
    submitted: median(({ submitted }) => submitted),
    polled: median(({ polled }) => polled),
    settled: median(({ settled }) => settled),
  };
}

function stagesOf({ occurredAt, receivedAt, completedAt, evidence }: RevocationCompleted): readonly Stages[] {
  const submittedAt = evidence.find(({ operation }) => operation === 'submit-oath-job')?.at;
  const polledAt = evidence.findLast(({ operation }) => operation === 'read-oath-job')?.at;
  if (occurredAt === undefined || submittedAt === undefined || polledAt === undefined) {
    return [];
  }
  const [occurred = 0, received = 0, submitted = 0, polled = 0, completed = 0] = [
    occurredAt,
    receivedAt,
    submittedAt,
    polledAt,
    completedAt,
  ].map((at) => Date.parse(at));
  return [
    {
      read: received - occurred,
      submitted: submitted - received,
      polled: polled - submitted,
      settled: completed - polled,
    },
  ];
}
