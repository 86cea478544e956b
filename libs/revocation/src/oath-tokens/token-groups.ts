import type { TokenGroup } from './oath-tokens-step.js';

/** Tokens in groups that fit into a job each. */
export function groupsOf(
  tokenIds: readonly string[],
  size: number,
  shown: 'seen' | 'unseen' = 'unseen',
): readonly TokenGroup[] {
  const count = Math.ceil(tokenIds.length / size);
  return Array.from({ length: count }, (_, n) => ({
    tokenIds: tokenIds.slice(n * size, (n + 1) * size),
    sharing: 'shared',
    attempts: 0,
    inDoubt: false,
    ...(shown === 'seen' ? { seen: true } : {}),
  }));
}
