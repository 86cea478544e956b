/** Tells with the seconds since it was made in front. */
export function clocked(tell: (line: string) => void): (line: string) => void {
  const startedAt = Date.now();
  return (line) => tell(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}
