import { createHash } from 'node:crypto';
import type { RevocationCompleted } from '#libs/contracts';
import type { Deletion, EndedSession, TokenRevocation } from '#libs/testbed';
import type { AtPingOne, Sample } from '../samples/sample.js';
import { differences } from './differences.js';

/** What the simulated PingOne has on record: the truth that outcomes are measured by. */
export interface PingOneRecords {
  readonly deletions: readonly Deletion[];
  readonly revocations: readonly TokenRevocation[];
  readonly endedSessions: readonly EndedSession[];
}

/** "Counts are compared with PingOne's own deletion log, token id by token id"; sessions in the same way. */
export function recordProblems(
  wanted: AtPingOne,
  outcome: RevocationCompleted,
  pingone: PingOneRecords,
): readonly string[] {
  return [
    ...oathProblems(wanted, outcome, pingone),
    ...sessionProblems(wanted, outcome, pingone),
    ...oauthProblems(wanted, pingone),
  ];
}

function oathProblems(
  { deleted = [], kept = [] }: AtPingOne,
  outcome: RevocationCompleted,
  { deletions }: PingOneRecords,
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
  ];
}

function sessionProblems(
  { endedSessions: wanted = [], keptSessions = [] }: AtPingOne,
  outcome: RevocationCompleted,
  { endedSessions }: PingOneRecords,
): readonly string[] {
  const ofSession = (id: string): readonly EndedSession[] =>
    endedSessions.filter(({ sessionId }) => sessionId === id);
  const notOnce = wanted.filter((id) => ofSession(id).length !== 1);
  const notOurs = wanted.filter((id) =>
    ofSession(id).some(({ transactionId }) => transactionId !== outcome.revocationId),
  );
  const gone = keptSessions.filter((id) => ofSession(id).length > 0);
  const inAll = [...wanted, ...keptSessions].reduce((sum, id) => sum + ofSession(id).length, 0);
  const said = sessionsEnded(outcome);
  return [
    ...notOnce.map((id) => `the session ${id} was ended ${ofSession(id).length} times`),
    ...notOurs.map((id) => `the session ${id} was ended by a request of another event`),
    ...gone.map((id) => `the session ${id} was ended and should not have been`),
    ...(said === inAll ? [] : [`says ${said} sessions ended, PingOne ended ${inAll}`]),
  ];
}

function oauthProblems({ oauthTokens = [] }: AtPingOne, { revocations }: PingOneRecords): readonly string[] {
  return oauthTokens.flatMap(({ token, result }) => {
    const sha256 = createHash('sha256').update(token).digest('hex');
    const results = revocations.filter(({ tokenSha256 }) => tokenSha256 === sha256).map((one) => one.result);
    const wanted = result === 'never-sent' ? [] : [result];
    return differences({ [`token ${sha256.slice(0, 8)} at PingOne`]: [wanted.join(), results.join()] });
  });
}

/** What was done at PingOne and no sample accounts for. */
export function strayEffects(
  samples: readonly Sample[],
  { deletions, endedSessions }: PingOneRecords,
): readonly string[] {
  const wanted = samples.flatMap(({ expected }) => (expected.kind === 'outcome' ? [expected.atPingOne] : []));
  const deleted = new Set(wanted.flatMap((one) => one.deleted ?? []));
  const ended = new Set(wanted.flatMap((one) => one.endedSessions ?? []));
  return [
    ...deletions
      .filter(({ tokenId }) => !deleted.has(tokenId))
      .map(({ tokenId }) => `The OATH token ${tokenId} was deleted, and no sample had asked for it.`),
    ...endedSessions
      .filter(({ sessionId }) => !ended.has(sessionId))
      .map(({ sessionId }) => `The session ${sessionId} was ended, and no sample had asked for it.`),
  ];
}

/** How many sessions an outcome says were ended, by their ids or as all of a user. */
export function sessionsEnded({ steps }: Pick<RevocationCompleted, 'steps'>): number {
  return steps.reduce((sum, step) => {
    switch (step.kind) {
      case 'session':
        return sum + (step.status === 'done' ? 1 : 0);
      case 'user-sessions':
        return sum + (step.ended ?? 0);
      case 'oath-tokens':
      case 'oauth-token':
        return sum;
    }
  }, 0);
}
