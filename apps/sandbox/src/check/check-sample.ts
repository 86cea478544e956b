import { createHash } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import type { Deletion, TokenRevocation } from '../../../pingone-simulator/src/index.js';
import type { AtPingOne, ExpectedOutcome, Sample } from '../samples/sample.js';
import type { Answer } from '../stream/answer.js';

/** What the simulated PingOne has on record: the truth that outcomes are measured by. */
export interface PingOneRecords {
  readonly deletions: readonly Deletion[];
  readonly revocations: readonly TokenRevocation[];
}

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
  const { status, code, violations = [], requested, revoked, remaining, steps } = expected;
  const broken = outcome.failure?.violations?.map(({ field, rule }) => `${field} ${rule}`) ?? [];
  return differences({
    status: [status, outcome.status],
    code: [code, outcome.failure?.code],
    violations: [inOrder(violations), inOrder(broken)],
    requested: [requested, outcome.requested],
    revoked: [revoked, outcome.revoked],
    remaining: [remaining, outcome.remaining],
    steps: [inOrder(steps), inOrder(outcome.steps.map(({ kind, status: how }) => `${kind} ${how}`))],
    exposure: ['a number', typeof outcome.exposureMs === 'number' ? 'a number' : 'unknown'],
  });
}

/** "Counts are compared with PingOne's own deletion log, token id by token id." */
function recordProblems(
  { deleted = [], kept = [], oauthTokens = [] }: AtPingOne,
  outcome: RevocationCompleted,
  { deletions, revocations }: PingOneRecords,
): readonly string[] {
  const jobs = new Set(outcome.steps.flatMap((step) => (step.kind === 'oath-tokens' ? step.jobIds : [])));
  const ofToken = (id: string): readonly Deletion[] => deletions.filter(({ tokenId }) => tokenId === id);
  const notOnce = deleted.filter((id) => ofToken(id).length !== 1);
  const notOurs = deleted.filter((id) =>
    ofToken(id).some(({ by }) => by.kind !== 'job' || !jobs.has(by.jobId)),
  );
  const gone = kept.filter((id) => ofToken(id).length > 0);
  const inAll = [...deleted, ...kept].reduce((sum, id) => sum + ofToken(id).length, 0);
  const miscounted = outcome.revoked !== null && outcome.revoked !== inAll;
  return [
    ...notOnce.map((id) => `${id} was deleted ${ofToken(id).length} times`),
    ...notOurs.map((id) => `${id} was deleted by a job that the outcome does not name`),
    ...gone.map((id) => `${id} was deleted and should not have been`),
    ...(miscounted ? [`says ${outcome.revoked} revoked, PingOne deleted ${inAll}`] : []),
    ...oauthTokens.flatMap(({ token, result }) => {
      const sha256 = createHash('sha256').update(token).digest('hex');
      const results = revocations
        .filter(({ tokenSha256 }) => tokenSha256 === sha256)
        .map((one) => one.result);
      const wanted = result === 'never-sent' ? [] : [result];
      return differences({ [`token ${sha256.slice(0, 8)} at PingOne`]: [wanted.join(), results.join()] });
    }),
  ];
}

/** Deletions that no sample accounts for. */
export function strayDeletions(samples: readonly Sample[], { deletions }: PingOneRecords): readonly string[] {
  const wanted = new Set(
    samples.flatMap(({ expected }) =>
      expected.kind === 'outcome' ? (expected.atPingOne.deleted ?? []) : [],
    ),
  );
  return deletions.filter(({ tokenId }) => !wanted.has(tokenId)).map(({ tokenId }) => tokenId);
}

type Value = string | number | null | undefined;

function differences(compared: Readonly<Record<string, readonly [Value, Value]>>): readonly string[] {
  return Object.entries(compared)
    .filter(([, [expected, actual]]) => expected !== actual)
    .map(([what, [expected, actual]]) => `${what}: ${shown(actual)}, expected ${shown(expected)}`);
}

const shown = (value: Value): string => (value === undefined || value === '' ? 'none' : String(value));
const inOrder = (items: readonly string[]): string => items.toSorted().join('; ');
