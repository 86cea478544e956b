import type { Submit } from '#libs/testbed';
import type { Call } from '../testbed/pingone-proxy.js';

export interface SubmitFindings {
  /** Tokens that were in more than one job. */
  readonly submittedTwice: number;
  /** … after they had been read back and found in place: the first job was lost, short, or never answered. */
  readonly afterReadBack: number;
  /** … because two events name them. */
  readonly ofTwoEvents: number;
  /** … blindly: the design forbids it. */
  readonly blind: readonly string[];
}

/** "Never resubmit blindly": between two submits of a token an instance must have looked whether it is still there. */
export function checkSubmits(
  submits: readonly Submit[],
  calls: readonly Call[],
  shared: ReadonlySet<string>,
): SubmitFindings {
  const byToken = Map.groupBy(
    submits.flatMap((submit) => submit.tokenIds.map((tokenId) => ({ tokenId, submit }))),
    ({ tokenId }) => tokenId,
  );
  const present = Map.groupBy(
    calls.filter(({ kind, status }) => kind === 'read-back' && status === 200),
    ({ tokenId }) => tokenId ?? '',
  );
  const twice = [...byToken].filter(([, times]) => times.length > 1);
  const blind = twice.flatMap(([tokenId, times]) => {
    const reads = present.get(tokenId) ?? [];
    const isSeen = times.every(({ submit }, n) => {
      const before = times[n - 1]?.submit;
      return before === undefined || reads.some((read) => isBetween(read.startedAt, before, submit));
    });
    return isSeen || shared.has(tokenId) ? [] : [`${tokenId} in jobs ${jobsOf(times)}`];
  });
  const ofTwoEvents = twice.filter(([tokenId]) => shared.has(tokenId)).length;
  return {
    submittedTwice: twice.length,
    ofTwoEvents,
    afterReadBack: twice.length - ofTwoEvents - blind.length,
    blind,
  };
}

function isBetween(at: number, before: Submit, after: Submit): boolean {
  return at >= Date.parse(before.at) && at <= Date.parse(after.at);
}

function jobsOf(times: readonly { readonly submit: Submit }[]): string {
  return times.map(({ submit: { jobId, at } }) => `${jobId} (${at})`).join(', ');
}
