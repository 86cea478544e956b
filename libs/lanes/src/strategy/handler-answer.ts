import { isObservable, lastValueFrom } from 'rxjs';

/** Resolves what a Nest handler returns (a value, a promise, a stream, a promise of a stream) to its last value. */
export async function handlerAnswer(returned: unknown): Promise<unknown> {
  const value = await returned;
  // An exception filter answers with a stream that errors; an empty stream is an error too.
  return isObservable(value) ? lastValueFrom(value) : value;
}
