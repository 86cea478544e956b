/**
 * Milliseconds of processor time that some work of this process takes: other processes
 * on the machine do not count, as they would by a clock on the wall.
 */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
