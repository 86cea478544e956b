import type { Inspection } from './inspect.js';

/** Whatever an inspection holds against the service, by name. Empty: every promise was kept. */
export function brokenPromises({
  account,
  counts,
  submits,
  unmentioned,
}: Pick<Inspection, 'account' | 'counts' | 'submits' | 'unmentioned'>): readonly string[] {
  return [
    ...account.missing.map((event) => `missing: ${event}`),
    ...account.unsaid.map((event) => `taken away, and not mentioned: ${event}`),
    ...account.repeated.map((event) => `repeated: ${event}`),
    ...account.wrong.map((what) => `wrong: ${what}`),
    ...counts.wrongCounts.map((what) => `wrong count: ${what}`),
    ...counts.falseClaims.map((what) => `false claim: ${what}`),
    ...unmentioned.map((what) => `not mentioned: ${what}`),
    ...submits.blind.map((what) => `submitted blindly: ${what}`),
  ];
}
