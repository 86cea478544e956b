import type { TimedCall } from './cpu-profile.js';
import { libraryOf, ownFolder, stageOf } from './code-place.js';
import type { SourceLocations } from './source-location.js';

/** Part of the measured time, 0 to 1. */
export interface Share {
  readonly name: string;
  readonly share: number;
}

export interface Breakdown {
  /** On whose behalf: the innermost folder of the product on the stack, with all that it called. */
  readonly stages: readonly Share[];
  /** Whose code was running. */
  readonly libraries: readonly Share[];
  /** Functions by the time in them alone. */
  readonly functions: readonly Share[];
  /** Functions of the product by the time in them and in all that they call. */
  readonly inclusive: readonly Share[];
}

const MOST_FUNCTIONS = 30;

export function breakdownOf(calls: readonly TimedCall[], locations: SourceLocations): Breakdown {
  const total = calls.reduce((sum, { selfMicroseconds }) => sum + selfMicroseconds, 0);
  const shares = (namesOf: (call: TimedCall) => Iterable<string>, most = Infinity): readonly Share[] => {
    const sums = new Map<string, number>();
    for (const call of calls) {
      for (const name of namesOf(call)) {
        sums.set(name, (sums.get(name) ?? 0) + call.selfMicroseconds);
      }
    }
    return [...sums]
      .map(([name, microseconds]) => ({ name, share: microseconds / total }))
      .toSorted((a, b) => b.share - a.share)
      .slice(0, most);
  };
  const placeOf = ({ frame }: TimedCall): string =>
    `${frame.functionName === '' ? '(anonymous)' : frame.functionName} ${locations.of(frame)}`;
  return {
    stages: shares((call) => [stageOf(call)]),
    libraries: shares(({ frame }) => [libraryOf(frame)]),
    functions: shares((call) => [placeOf(call)], MOST_FUNCTIONS),
    inclusive: shares((call) => new Set(ownCallers(call).map(placeOf)), MOST_FUNCTIONS),
  };
}

/** Itself included. */
function ownCallers(call: TimedCall): readonly TimedCall[] {
  const callers: TimedCall[] = [];
  for (let at: TimedCall | undefined = call; at; at = at.parent) {
    if (ownFolder(at.frame) !== undefined) {
      callers.push(at);
    }
  }
  return callers;
}
