import type { OutcomeStep, RevocationCompleted } from '#libs/contracts';
import type { ExpectedOutcome, Sample } from '../samples/sample.js';
import type { Answer } from '../stream/answer.js';
import { recordProblems, type PingOneRecords } from './check-records.js';
import { differences } from './differences.js';

export interface Checked {
  readonly sample: Sample;
  /** The first, where there are several. */
  readonly answer?: Answer;
  /** Empty where all is as expected. */
  readonly problems: readonly string[];
}

/** Whether what the service said of a sample, and what it did at PingOne, is what must become of it. */
export function checkSample(sample: Sample, answers: readonly Answer[], pingone: PingOneRecords): Checked {
  const [answer, ...more] = answers;
  if (answer === undefined) {
    return { sample, problems: ['no answer'] };
  }
  const repeated = more.length > 0 ? [`answered ${answers.length} times`] : [];
  return { sample, answer, problems: [...repeated, ...problemsOf(sample, answer, pingone)] };
}

function problemsOf({ expected }: Sample, answer: Answer, pingone: PingOneRecords): readonly string[] {
  if (expected.kind === 'dead-letter') {
    return answer.kind === 'dead-letter'
      ? differences({ code: [expected.code, answer.letter.code] })
      : ['an outcome, expected a dead letter'];
  }
  if (answer.kind === 'dead-letter') {
    return [`a dead letter (${answer.letter.code}), expected an outcome`];
  }
  return [
    ...outcomeProblems(expected, answer.outcome),
    ...recordProblems(expected.atPingOne, answer.outcome, pingone),
  ];
}

function outcomeProblems(expected: ExpectedOutcome, outcome: RevocationCompleted): readonly string[] {
  const { status, code, violations = [], requested, revoked, remaining, steps, left = [] } = expected;
  const broken = outcome.failure?.violations?.map(({ field, rule }) => `${field} ${rule}`) ?? [];
  return differences({
    status: [status, outcome.status],
    code: [code, outcome.failure?.code],
    violations: [inOrder(violations), inOrder(broken)],
    requested: [requested, outcome.requested],
    revoked: [revoked, outcome.revoked],
    remaining: [remaining, outcome.remaining],
    steps: [inOrder(steps), inOrder(outcome.steps.map(({ kind, status: how }) => `${kind} ${how}`))],
    left: [inOrder(left), inOrder(outcome.steps.flatMap(leftBy))],
    exposure: ['a number', typeof outcome.exposureMs === 'number' ? 'a number' : 'unknown'],
  });
}

function leftBy(step: OutcomeStep): readonly string[] {
  return 'left' in step ? [`${step.kind} ${step.left} ${step.leftBecause}`] : [];
}

const inOrder = (items: readonly string[]): string => items.toSorted().join('; ');
