import type { Findings } from './findings.js';
import type { SettingName, SettingValues } from './table/settings-table.js';
import { TOPIC_SETTINGS, type TopicSetting } from './table/topic-settings.js';

type DurationName =
  | 'MAX_EVENT_AGE_MS'
  | 'LEDGER_RETENTION_MS'
  | 'PINGONE_JOB_DEADLINE_MS'
  | 'PINGONE_REQUEST_TIMEOUT_MS'
  | 'SHUTDOWN_DEADLINE_MS';

interface Relation {
  readonly name: DurationName;
  readonly with: DurationName;
  readonly rule: string;
  readonly holds: (value: number, other: number) => boolean;
}

/** What durations demand of each other. */
const RELATIONS: readonly Relation[] = [
  {
    name: 'MAX_EVENT_AGE_MS',
    with: 'LEDGER_RETENTION_MS',
    rule: 'must not be more than LEDGER_RETENTION_MS: repeats of older events could not be recognised',
    holds: (age, retention) => age <= retention,
  },
  {
    name: 'LEDGER_RETENTION_MS',
    with: 'PINGONE_JOB_DEADLINE_MS',
    rule: 'must be more than PINGONE_JOB_DEADLINE_MS',
    holds: (retention, deadline) => retention > deadline,
  },
  {
    name: 'PINGONE_JOB_DEADLINE_MS',
    with: 'PINGONE_REQUEST_TIMEOUT_MS',
    rule: 'must be more than PINGONE_REQUEST_TIMEOUT_MS',
    holds: (deadline, timeout) => deadline > timeout,
  },
  {
    name: 'SHUTDOWN_DEADLINE_MS',
    with: 'PINGONE_REQUEST_TIMEOUT_MS',
    rule: 'must be more than PINGONE_REQUEST_TIMEOUT_MS: a request under way is waited for',
    holds: (deadline, timeout) => deadline > timeout,
  },
];

/** Judges the pairs of which both were read and are in order by themselves. */
export function checkRelations(
  values: Partial<SettingValues<DurationName & SettingName>>,
  findings: Findings,
): void {
  for (const { name, with: other, rule, holds } of RELATIONS) {
    const [left, right] = [values[name], values[other]];
    if (left !== undefined && right !== undefined && findings.isSound(name, other) && !holds(left, right)) {
      findings.problem(name, rule);
    }
  }
}

/** Two streams in one topic would be read as one. */
export function checkTopicsDiffer(
  topics: { readonly [Setting in TopicSetting]?: string | undefined },
  findings: Findings,
): void {
  const settings = Object.values(TOPIC_SETTINGS);
  for (const [index, name] of settings.entries()) {
    const earlier = settings.slice(0, index).find((other) => topics[other] === topics[name]);
    if (earlier !== undefined && findings.isSound(name, earlier)) {
      findings.problem(name, `must be another topic than ${earlier}`);
    }
  }
}
