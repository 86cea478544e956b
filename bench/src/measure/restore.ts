export interface Restore {
  /** Of all lanes. */
  readonly records: number;
  /** From the first lane's beginning to the last one's end; lanes are restored side by side. */
  readonly seconds: number;
}

interface LaneTaken {
  readonly time: string;
  readonly msg: string;
  readonly restoreMs: number;
  readonly records: number;
}

/** By the lines that the service writes when it has taken a lane. */
export function restoreOf(log: string): Restore {
  const taken = log
    .split('\n')
    .filter((line) => line.includes('"Lane taken"'))
    .map((line) => JSON.parse(line) as LaneTaken);
  const ends = taken.map(({ time }) => Date.parse(time));
  const begins = taken.map(({ time, restoreMs }) => Date.parse(time) - restoreMs);
  return {
    records: taken.reduce((sum, { records }) => sum + records, 0),
    seconds: (Math.max(...ends) - Math.min(...begins)) / 1000,
  };
}
