import { RATE_GROUPS, type RateGroup, type RateGroupLimits } from '#libs/pingone';

/** `oath=10`: a rate group and its requests per second. */
const ENTRY = /^(?<group>[a-z]+)=(?<limit>[1-9]\d{0,3}|10000)$/;

function entryOf(text: string): readonly [RateGroup, number] | undefined {
  const { group, limit } = ENTRY.exec(text)?.groups ?? {};
  const known = RATE_GROUPS.find((name) => name === group);
  return known && [known, Number(limit)];
}

export function isRateGroup(text: string): boolean {
  return entryOf(text) !== undefined;
}

/** A group that is named twice has two limits, and it is unknown which was meant. */
export function nameOfRateGroup(text: string): string {
  return text.split('=', 1)[0] ?? text;
}

export function rateGroupLimits(entries: readonly string[]): RateGroupLimits {
  return Object.fromEntries(entries.map((text) => entryOf(text)).filter((entry) => entry !== undefined));
}
