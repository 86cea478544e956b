/** What a scenario is told: a course of events that is the same every time, measured rather than survived. */
export interface ScenarioOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Records published at least. */
  readonly events: number;
  /** Instances of the service. */
  readonly processes: number;
  readonly lanes: number;
  /** Directory for what instances and brokers print. */
  readonly logs?: string;
  /** Told what happens, as it happens. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ScenarioReport {
  readonly scenario: string;
  readonly seed: number;
  /** Runs the same again. */
  readonly command: string;
  readonly verdict: 'kept' | 'broken';
  readonly problems: readonly string[];
  /** In the order in which people read them. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** A report for a terminal. */
export function toScenarioTable({ figures, problems, verdict, command }: ScenarioReport): string {
  const rows = Object.entries(figures);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...problems.map((problem) => `  ! ${problem}`),
    verdict === 'kept' ? '  Every promise was kept.' : `  Again: ${command}`,
    '',
  ].join('\n');
}
