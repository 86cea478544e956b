import { setTimeout as delay } from 'node:timers/promises';
import { AuditReading } from '../../audit/audit-reading.js';
import { explainFinding, type ExplainedFinding } from '../../audit/explain-finding.js';
import type { Finding, FindingCode } from '../../audit/finding.js';
import type { AuditReport } from '../../audit/audit-report.js';
import { judge } from '../../audit/judge.js';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { behindAsJson, behindTransactions, describeBehind } from '../../kafka/behind-transaction.js';
import type { KafkaAccess } from '../../kafka/kafka-access.js';
import { describeReport } from './describe-report.js';

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

export async function audit(tool: Tool, { json, settle }: AuditOptions): Promise<ExitCode> {
  const setup = tool.kafkaSetup();
  await using kafka = await tool.openKafka(setup);
  const reading = await AuditReading.begin(kafka, setup, tool.terminal);
  const report = await settledReport(tool, reading, settle);
  const findings = await explain(kafka, report.findings);
  const behind = await behindTransactions(kafka, Object.values(setup.topics.inputs));
  if (json) {
    const behindAsOne = behind.map(behindAsJson);
    tool.terminal.json({ ok: findings.length === 0, ...report, behindTransactions: behindAsOne, findings });
  } else {
    const hidden = behind.map((each) => describeBehind(each, tool.now()));
    tool.terminal.print(...describeReport({ ...report, findings, hidden }, reading.book.installation));
  }
  return findings.length === 0 ? EXIT.ok : EXIT.problems;
}

/** Looks again for a while where what was found may be a transaction on its way. */
async function settledReport(tool: Tool, reading: AuditReading, settleSeconds: number): Promise<AuditReport> {
  let ledgerCut = await reading.readAll();
  const deadline = tool.now() + settleSeconds * 1_000;
  for (;;) {
    const now = tool.now();
    const report = judge(reading.book, { now, ledgerCut });
    const isQuiet = now - reading.book.lastActivity > QUIET_AFTER_MS;
    const suspicious = report.findings.filter(({ code }) => MAY_BE_ON_ITS_WAY.has(code)).length;
    if (suspicious === 0 || isQuiet || now >= deadline) {
      return report;
    }
    tool.terminal.note(`${suspicious} may be on their way: looking again.`);
    await delay(LOOK_AGAIN_MS, undefined, { signal: tool.signal });
    ledgerCut = await reading.readOn();
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
