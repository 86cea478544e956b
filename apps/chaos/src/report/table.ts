import type { ChaosReport } from './summary.js';

const MOST_PROBLEMS = 40;

/** A report for a terminal. */
export function toTable(report: ChaosReport): string {
  const { submittedTwice: twice } = report;
  const rows: readonly (readonly [string, string | number])[] = [
    ['records consumed', report.consumed],
    ['outcomes', report.outcomes],
    ['dead letters', report.deadLetters],
    ['ignored (repeated inputs)', report.ignored],
    ['answered again after a loss of the ledger', report.again],
    ['taken away by a fault, and said', report.takenAway],
    ['missing', report.missing],
    ['repeated', report.repeated],
    ['answered wrongly', report.wrong],
    ['wrong counts', report.wrongCounts],
    ['unmentioned', report.unmentioned],
    ['tokens claimed and not revoked', report.falseClaims],
    [
      'tokens submitted twice',
      `${twice.submittedTwice} (${twice.afterReadBack} read back before, ${twice.ofTwoEvents} of two events, ${twice.blind} blindly)`,
    ],
    ['tokens inferred by two events', report.inferredTwice.length],
    ['requests to PingOne', report.requests],
    ['largest open set', report.largestOpen],
    ['largest resident set of a process', `${report.largestRssMb} MB`],
    ['longest silence', seconds(report.longestSilenceMs)],
    ['settled after', seconds(report.settledAfterMs)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...report.faults.map(
      ({ fault, tried, landed, medianTakeoverMs, longestTakeoverMs, longestPauseMs }) =>
        `  ${fault.padEnd(width)}  landed ${landed} of ${tried}` +
        (longestTakeoverMs === undefined || medianTakeoverMs === undefined
          ? ''
          : `, lanes elsewhere after ${seconds(medianTakeoverMs)}, ${seconds(longestTakeoverMs)} at most`) +
        (longestPauseMs === undefined ? '' : `, silent for ${seconds(longestPauseMs)} at most`),
    ),
    '',
    ...report.problems.slice(0, MOST_PROBLEMS).map((problem) => `  ! ${problem}`),
    ...(report.problems.length > MOST_PROBLEMS
      ? [`  ! and ${report.problems.length - MOST_PROBLEMS} more (all of them in the JSON)`]
      : []),
    report.verdict === 'kept' ? '  Every promise was kept.' : `  Again: ${report.command}`,
    '',
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
