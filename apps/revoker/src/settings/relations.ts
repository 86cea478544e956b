import { checkTopicsDiffer, type Findings } from '#libs/settings';
import type { Environment } from './environment.dto.js';

type Name = keyof Environment;

interface Relation {
  readonly name: Name;
  readonly with: Name;
  readonly rule: string;
  holds(environment: Environment): boolean;
}

/** What durations demand of each other. */
const RELATIONS: readonly Relation[] = [
  {
    name: 'MAX_EVENT_AGE_MS',
    with: 'LEDGER_RETENTION_MS',
    rule: 'must not be more than LEDGER_RETENTION_MS: repeats of older events could not be recognised',
    holds: (it) => (it.MAX_EVENT_AGE_MS ?? it.LEDGER_RETENTION_MS) <= it.LEDGER_RETENTION_MS,
  },
  {
    name: 'LEDGER_RETENTION_MS',
    with: 'PINGONE_JOB_DEADLINE_MS',
    rule: 'must be more than PINGONE_JOB_DEADLINE_MS',
    holds: (it) => it.LEDGER_RETENTION_MS > it.PINGONE_JOB_DEADLINE_MS,
  },
  {
    name: 'PINGONE_JOB_DEADLINE_MS',
    with: 'PINGONE_REQUEST_TIMEOUT_MS',
    rule: 'must be more than PINGONE_REQUEST_TIMEOUT_MS',
    holds: (it) => it.PINGONE_JOB_DEADLINE_MS > it.PINGONE_REQUEST_TIMEOUT_MS,
  },
  {
    name: 'SHUTDOWN_DEADLINE_MS',
    with: 'PINGONE_REQUEST_TIMEOUT_MS',
    rule: 'must be more than PINGONE_REQUEST_TIMEOUT_MS: a request under way is waited for',
    holds: (it) => it.SHUTDOWN_DEADLINE_MS > it.PINGONE_REQUEST_TIMEOUT_MS,
  },
];

export function checkRelations(environment: Environment, findings: Findings): void {
  for (const relation of RELATIONS) {
    if (findings.isSound(relation.name, relation.with) && !relation.holds(environment)) {
      findings.problem(relation.name, relation.rule);
    }
  }
  checkTopicsDiffer(environment, findings);
}
