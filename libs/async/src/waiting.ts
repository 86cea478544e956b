/** Resolves after so many milliseconds, or at once when the signal is aborted: the caller looks at it anyway. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) {
    return;
  }
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** The promise, or a rejection with the signal's reason as soon as it is aborted; the work behind it goes on, and its end is not waited for. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // It is under way all the same, and a rejection that is not handled ends the process.
    promise.catch(() => undefined);
    throw signal.reason as Error;
  }
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort) {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

export const NO_ANSWER_IN_TIME = Symbol('no answer in time');

/** The promise, or the symbol after so many milliseconds; the work behind it goes on, and its end is not waited for. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | typeof NO_ANSWER_IN_TIME> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof NO_ANSWER_IN_TIME>((resolve) => {
    timer = setTimeout(resolve, ms, NO_ANSWER_IN_TIME);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
