import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { unlessAborted } from './unless-aborted.js';

const forEver = new Promise<never>(() => undefined);
const interrupted = new Error('Received SIGINT');

describe('unlessAborted', () => {
  it('comes to what the work comes to, and listens no longer', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('does not wait for work that goes on for ever', async () => {
    const interruption = new AbortController();
    const work = unlessAborted(forEver, interruption.signal);
    interruption.abort(interrupted);
    await expect(work).rejects.toBe(interrupted);
  });

  it('gives up at once what begins too late', async () => {
    await expect(unlessAborted(forEver, AbortSignal.abort(interrupted))).rejects.toBe(interrupted);
  });

  it('takes no notice of how work ends that was given up', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    await expect(unlessAborted(promise, AbortSignal.abort(interrupted))).rejects.toBe(interrupted);
    reject(new Error('The broker is gone'));
  });
});
