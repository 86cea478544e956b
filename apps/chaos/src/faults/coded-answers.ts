import { pingoneFault } from './pingone-rules.js';

const CODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;

/** A proxy on the way compresses what PingOne answers, although the service has not asked for it. */
export const codedAnswers = pingoneFault('coded-answers', ({ dice }) => {
  const coding = dice.pick(CODINGS);
  return {
    rules: [
      { operation: ['platform'], effect: { kind: 'encode', coding } },
      { operation: ['revoke-token'], effect: { kind: 'encode', coding } },
    ],
    lastsMs: dice.int(3_000, 12_000),
    facts: { coding },
  };
});
