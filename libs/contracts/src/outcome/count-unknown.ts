/** Why a count is null although it is known what was asked for. A closed list: subscribers may switch on it. */
export const COUNT_UNKNOWN_REASONS = [
  /** Nothing that is gone was removed by this revocation, as PingOne counts: another event of ours may have done it. */
  'gone-before',
  /** PingOne's count is that of several events, or does not say of which tokens it is. */
  'not-attributable',
  /** PingOne gave no count, or one that cannot be. */
  'no-count',
  /** A call was never answered, and PingOne never showed what it was about: it may not have been there. */
  'answer-lost',
] as const;

export type CountUnknownBecause = (typeof COUNT_UNKNOWN_REASONS)[number];
