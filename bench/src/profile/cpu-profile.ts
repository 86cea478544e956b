/** What `node --cpu-prof` writes: the V8 profiler's format, as the DevTools protocol defines it (Profiler.Profile). */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds from the sample before; of the first from the beginning of the profile. */
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A place in the tree of calls, and the time that was spent in it itself. */
export interface TimedCall {
  readonly frame: CallFrame;
  readonly parent: TimedCall | undefined;
  selfMicroseconds: number;
}

export interface ProfileSpan {
  /** Seconds after the beginning of the profile. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

const WAITING = new Set(['(idle)', '(root)']);

/** The calls in which time was spent within a span; waiting is left out. */
export function timedCalls(
  profile: CpuProfile,
  { fromSeconds, toSeconds }: ProfileSpan,
): readonly TimedCall[] {
  const calls = callTree(profile.nodes);
  let at = 0;
  profile.samples.forEach((id, index) => {
    at += (profile.timeDeltas[index] ?? 0) / 1e6;
    const call = calls.get(id);
    if (call && at >= fromSeconds && at <= toSeconds) {
      // A sample stands for the time until the next one.
      call.selfMicroseconds += profile.timeDeltas[index + 1] ?? 0;
    }
  });
  return [...calls.values()].filter(
    ({ frame, selfMicroseconds }) => selfMicroseconds > 0 && !WAITING.has(frame.functionName),
  );
}

/** Nodes come before their children. */
function callTree(nodes: readonly ProfileNode[]): ReadonlyMap<number, TimedCall> {
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const calls = new Map<number, TimedCall>();
  for (const { id, callFrame } of nodes) {
    const parent = calls.get(parentOf.get(id) ?? -1);
    calls.set(id, { frame: callFrame, parent, selfMicroseconds: 0 });
  }
  return calls;
}
