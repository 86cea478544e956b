/** @param times milliseconds, ascending */
export function mostInAnySecond(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - 1000) {
      first += 1;
    }
    most = Math.max(most, index - first + 1);
  }
  return most;
}
