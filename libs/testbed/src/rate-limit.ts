/**
 * Whether what was noticed can have come at no more than `limit` in any second:
 * each as early as it can, and as late as the limit asks. Putting each of them as
 * early as possible leaves the most room for all that follow, so if this fails
 * no other way holds.
 *
 * @returns the first that came too early for the limit, by its index; undefined without one
 */
export function firstAboveLimit(
  noticed: readonly number[],
  earliest: readonly number[],
  limit: number,
): number | undefined {
  const came: number[] = [];
  for (const [index, time] of noticed.entries()) {
    const at = Math.max(
      earliest[index] ?? time,
      came[index - 1] ?? -Infinity,
      (came[index - limit] ?? -Infinity) + 1000,
    );
    if (at > time) {
      return index;
    }
    came.push(at);
  }
  return undefined;
}
