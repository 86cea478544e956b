import { grouped } from '../../cli/format.js';
import { namesOf } from '../../decisions/open-commands.js';

type ProblemCode = 'corrupt' | 'newer-format' | 'lost-data' | 'lane-count' | 'commands-partitions';

/** What a lane refuses to run over. */
export interface Problem {
  readonly code: ProblemCode;
  readonly lane?: number;
  readonly offset?: bigint;
  readonly key?: string;
  /** Whether the lane has stopped by it; else it will when it is taken next. */
  readonly hasStopped?: boolean;
  readonly sentence: string;
  readonly remedy: string;
}

/** Of a kind. A ledger that a newer version has worked on holds thousands alike. */
const FEW = 5;

/** The first few of each kind with what to do, and how many more there are. */
export function describeProblems(problems: readonly Problem[]): readonly string[] {
  return [...Map.groupBy(problems, ({ code }) => code).values()].flatMap((alike) => {
    const [shown, others] = [alike.slice(0, FEW), alike.slice(FEW)];
    const lines = shown.flatMap(({ sentence, remedy }, at) =>
      remedy === shown[at + 1]?.remedy ? [sentence] : [sentence, `  ${remedy}`],
    );
    return others.length === 0 ? lines : [...lines, wordsForOthers(others)];
  });
}

function wordsForOthers(others: readonly Problem[]): string {
  const numbers = others.flatMap(({ lane }) => (lane === undefined ? [] : [lane]));
  const lanes = [...new Set(numbers)].sort((a, b) => a - b);
  const where = namesOf(lanes.map((lane) => ({ lane })));
  return `… and ${grouped(others.length)} more like ${others.length === 1 ? 'it' : 'these'}, in ${where} (--json lists all).`;
}
