import { SimulatorProcess, type BehaviourChange } from '#libs/testbed';

/** How PingOne behaves in a cell. Milliseconds. */
export interface PingOneConditions {
  /** Of every answer: half on the way there, half on the way back. */
  readonly latencyMs: number;
  readonly jobDurationMs: number;
  /** More are answered with 429. */
  readonly requestsPerSecond?: number;
  /** Of these, what another client sends. */
  readonly rivalPerSecond?: number;
  /** Of all requests, answered with 429 at random. */
  readonly refusedShare?: number;
}

export function startPingOne(folder: string, conditions: PingOneConditions): Promise<SimulatorProcess> {
  return SimulatorProcess.start(folder, behaviourOf(conditions));
}

function behaviourOf(conditions: PingOneConditions): BehaviourChange {
  const { latencyMs, jobDurationMs, requestsPerSecond, rivalPerSecond, refusedShare } = conditions;
  const delay = (name: string, when: 'before' | 'after'): Rules => [
    { name, effect: { kind: 'delay', ms: latencyMs / 2, when } },
  ];
  const refusal: Rules = [
    {
      name: 'random-429',
      probability: refusedShare ?? 0,
      effect: { kind: 'respond', status: 429, retryAfterSeconds: 1 },
    },
  ];
  return {
    settings: {
      jobDurationMs,
      rateLimits: { licence: requestsPerSecond ?? null, rivalPerSecond: rivalPerSecond ?? null },
    },
    rules: [
      ...(latencyMs === 0 ? [] : [...delay('there', 'before'), ...delay('back', 'after')]),
      ...(refusedShare === undefined ? [] : refusal),
    ],
  };
}

type Rules = NonNullable<BehaviourChange['rules']>;
