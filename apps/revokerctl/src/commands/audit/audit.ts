import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  AuditReader,
  type AuditReport,
  type ExplainedFinding,
  explainFinding,
  type Finding,
  type FindingCode,
  judge,
  type KafkaAccess,
} from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import { wholeNumber } from '../../cli/option-values.js';
import type { CommandContext } from '../../context.js';
import { behindAsJson, describeBehind } from '../../output/behind-transaction.js';
import { sayEndUnchecked } from '../../output/notes.js';
import { describeReport } from './describe-report.js';

const SETTLE_SECONDS = 15;

export function registerAudit(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'audit', {
    summary: 'check that nothing is missing, repeated or altered',
    description: [
      'Reads all topics, and nothing else, and checks for every event that',
      '  consumed = outcomes + dead letters + ignored + open',
      'and that each outcome is the one in the ledger. Works beside the running service; changes nothing.',
      'Exit code 1 if anything is wrong.',
    ].join('\n'),
    examples: [
      ['audit', 'in words'],
      ['audit --json > audit.json', 'the equation and every finding, for a report'],
    ],
  }).option(
    '--settle <seconds>',
    'how long to look again at what may just be on its way',
    wholeNumber(0, 3_600),
    SETTLE_SECONDS,
  );
  onRun(command, context, audit);
}

export interface AuditOptions {
  readonly json?: true;
  /** Seconds. */
  readonly settle: number;
}

/** What a transaction under way may look like: its parts become visible one after the other. */
const MAY_BE_ON_ITS_WAY: ReadonlySet<FindingCode> = new Set([
  'event-unaccounted',
  'outcome-missing',
  'outcome-of-open',
  'entry-lost',
  'dead-letter-missing',
]);

/** Later than this after the last word of the ledger, nothing is on its way any more. */
const QUIET_AFTER_MS = 60_000;
const LOOK_AGAIN_MS = 1_000;
/** Of each code: the others have their places, which is enough to look them up. */
const MOST_EXPLAINED = 20;

export async function audit(context: CommandContext, { json, settle }: AuditOptions): Promise<ExitCode> {
  const setup = context.kafkaSetup();
  await using kafka = await context.openKafka(setup);
  const { terminal } = context;
  const reader = await AuditReader.begin(kafka, setup, {
    show: terminal.show,
    onGroupRefused: () => sayEndUnchecked(context, setup),
  });
  const report = await settledReport(context, reader, settle);
  const findings = await explain(kafka, report.findings);
  const behind = await kafka.behindTransactions(Object.values(setup.topics.inputs));
  if (json) {
    const behindAsOne = behind.map(behindAsJson);
    terminal.json({ ok: findings.length === 0, ...report, behindTransactions: behindAsOne, findings });
  } else {
    const hidden = behind.map((each) => describeBehind(each, context.now()));
    terminal.print(...describeReport({ ...report, findings, hidden }, reader.audit.installation));
  }
  return findings.length === 0 ? EXIT.ok : EXIT.problems;
}

/** Looks again for a while where what was found may be a transaction on its way. */
async function settledReport(
  context: CommandContext,
  reader: AuditReader,
  settleSeconds: number,
): Promise<AuditReport> {
  let ledgerCut = await reader.readAll();
  const deadline = context.now() + settleSeconds * 1_000;
  for (;;) {
    const now = context.now();
    const report = judge(reader.audit, { now, ledgerCut });
    const isQuiet = now - reader.audit.lastActivity > QUIET_AFTER_MS;
    const suspicious = report.findings.filter(({ code }) => MAY_BE_ON_ITS_WAY.has(code)).length;
    if (suspicious === 0 || isQuiet || now >= deadline) {
      return report;
    }
    context.terminal.note(`${suspicious} may be on their way: looking again.`);
    await delay(LOOK_AGAIN_MS, undefined, { signal: context.signal });
    ledgerCut = await reader.readOn();
  }
}

async function explain(
  kafka: KafkaAccess,
  findings: readonly Finding[],
): Promise<readonly ExplainedFinding[]> {
  const explained: ExplainedFinding[] = [];
  const told = new Map<FindingCode, number>();
  for (const finding of findings) {
    const count = (told.get(finding.code) ?? 0) + 1;
    told.set(finding.code, count);
    explained.push(count > MOST_EXPLAINED ? finding : await explainFinding(kafka, finding));
  }
  return explained;
}
