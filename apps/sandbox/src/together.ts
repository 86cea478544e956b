/**
 * Runs tasks beside each other until one of them fails; the others are then told
 * to end, and waited for, so that nothing of them is left when this rejects.
 */
export async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  await Promise.allSettled(tasks.map((task) => task(either).catch((error: unknown) => failed.abort(error))));
  either.throwIfAborted();
}
