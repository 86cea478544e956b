import type { AuditProjection } from './audit-projection.js';
import type { Finding } from './finding.js';

/** What the positions in the ledger say of the partitions that there are, and how much is still to be read. */
export function judgePartitions(audit: Pick<AuditProjection, 'partitions' | 'ledger'>): {
  readonly waiting: number;
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  let waiting = 0n;
  for (const { topic, partition, earliest, latest, position } of audit.partitions.values()) {
    const isKnown = (audit.ledger.laneOf(partition)?.meta?.inputs[topic] ?? 0) > partition;
    if (position === undefined && isKnown) {
      findings.push({ code: 'position-lost', origin: { topic, partition, offset: earliest } });
    }
    if (position !== undefined && position > latest) {
      findings.push({ code: 'position-beyond-end', origin: { topic, partition, offset: position } });
    }
    const from = position === undefined || position < earliest ? earliest : position;
    waiting += from < latest ? latest - from : 0n;
  }
  return { waiting: Number(waiting), findings };
}
