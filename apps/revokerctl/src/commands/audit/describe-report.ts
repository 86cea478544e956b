import {
  type AuditedInstallation,
  type AuditReport,
  type Equation,
  type ExplainedFinding,
  FINDING_CODES,
} from '#libs/operations';
import { count, grouped, place } from '../../cli/format.js';

/** Of each code; --json lists all. */
const MOST_LISTED = 20;

type Report = Omit<AuditReport, 'findings'> & {
  readonly findings: readonly ExplainedFinding[];
  /** A sentence for each partition with records behind an open transaction. */
  readonly hidden: readonly string[];
};

export function describeReport(
  report: Report,
  { lanes, ledger, inputs }: AuditedInstallation,
): readonly string[] {
  const { findings, waiting, hidden, republished, inSeveralLanes } = report;
  return [
    `${[...inputs.keys()].join(', ')}; ${count(lanes, 'lane')} in ${ledger}`,
    '',
    `  ${describeEquation(report.equation)}`,
    ...(waiting > 0 ? [`  ${grouped(waiting)} more at most have not been read yet`] : []),
    ...hidden.map((sentence) => `  ${sentence}`),
    ...(republished > 0
      ? [`  ${count(republished, 'outcome')} published again by replays, as asked for`]
      : []),
    ...(inSeveralLanes > 0
      ? [`  ${count(inSeveralLanes, 'event')} came by more than one lane: outcomes with the same ce_id`]
      : []),
    '',
    ...describeFindings(findings),
  ];
}

function describeEquation(equation: Equation): string {
  const { consumed, outcomes, deadLetters, ignored, open, expired, forgotten, beforeStart, unaccounted } =
    equation;
  const always = [
    count(outcomes, 'outcome'),
    count(deadLetters, 'dead letter'),
    `${grouped(ignored)} ignored`,
    `${grouped(open)} open`,
  ];
  const rare = [
    [expired, 'whose outcome retention has removed'],
    [forgotten, 'older than the memory of the ledger'],
    [beforeStart, 'from before the service began'],
    [unaccounted, 'UNACCOUNTED FOR'],
  ] as const;
  const terms = [
    ...always,
    ...rare.flatMap(([number, what]) => (number > 0 ? [`${grouped(number)} ${what}`] : [])),
  ];
  return `${grouped(consumed)} consumed = ${terms.join(' + ')}`;
}

function describeFindings(findings: readonly ExplainedFinding[]): readonly string[] {
  if (findings.length === 0) {
    return ['Nothing is missing, repeated or altered.'];
  }
  const lines = [...Map.groupBy(findings, ({ code }) => code)].flatMap(([code, group]) => [
    `${code} (${grouped(group.length)}): ${FINDING_CODES[code]}`,
    ...group.slice(0, MOST_LISTED).flatMap(describeFinding),
    ...(group.length > MOST_LISTED
      ? [`  … and ${grouped(group.length - MOST_LISTED)} more: --json lists all.`]
      : []),
    '',
  ]);
  return [...lines, `${count(findings.length, 'finding')}. docs/how-to/audit.md says what to do about each.`];
}

function describeFinding(finding: ExplainedFinding): readonly string[] {
  const {
    eventId,
    who,
    revocationId,
    detail,
    origin,
    ledger,
    outcomes = [],
    deadLetters = [],
    differences = [],
  } = finding;
  const name = [
    ...(eventId === undefined ? [] : [`event ${eventId}${who === undefined ? '' : ` of ${who}`}`]),
    ...(revocationId === undefined ? [] : [`revocation ${revocationId}`]),
    ...(detail === undefined ? [] : [detail]),
  ];
  const places = [
    ...(origin ? [`read at ${place(origin)}`] : []),
    ...(ledger ? [`ledger ${place(ledger)}`] : []),
    ...outcomes.map((at) => `outcome ${place(at)}`),
    ...deadLetters.map((at) => `dead letter ${place(at)}`),
  ].join(', ');
  return [
    `  ${[...name, places].join('; ')}`,
    ...differences.map(({ field, outcome, ledger: settled }) => {
      return `    ${field}: the outcome says ${JSON.stringify(outcome)}, the ledger ${JSON.stringify(settled)}`;
    }),
  ];
}
