import { afterEach, describe, expect, it } from '@jest/globals';
import { noTracing, type FinishedSpan, type Tracing } from '#libs/observability';
import type { MadeRequest } from '#libs/pingone';
import { aRevocation, ONE, TWO } from '../../test/fixture.js';
import { RevocationTraces } from './revocation-traces.js';

const PRODUCER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const spans: FinishedSpan[] = [];
afterEach(() => void spans.splice(0));

/** Names the span of a piece of work after it. */
const remembering: Tracing = {
  traceparentOf: (work, producer) => `span of ${work} in ${producer ?? 'its own trace'}`,
  record: (span) => void spans.push(span),
  close: async () => undefined,
};

const made = (transactionId?: string, status?: number): MadeRequest => ({
  operation: 'read-oath-job',
  method: 'GET',
  host: 'api.pingone.eu',
  startedAt: 1,
  endedAt: 2,
  ...(transactionId && { transactionId }),
  ...(status && { status }),
});

const one = aRevocation(ONE, { event: { traceparent: PRODUCER } });
const two = aRevocation(TWO, {});

describe('the traces of revocations', () => {
  it('have a span for each request, below the revocation that it was made for', () => {
    const traces = new RevocationTraces(remembering);
    traces.begin(one);
    traces.request(made(ONE, 200));
    traces.request(made(ONE, 503));
    traces.request(made(ONE));
    expect(spans.map(({ name, parent, error }) => [name, parent, error])).toEqual([
      ['read-oath-job', `span of ${ONE} 1 in ${PRODUCER}`, undefined],
      ['read-oath-job', `span of ${ONE} 1 in ${PRODUCER}`, '503'],
      ['read-oath-job', `span of ${ONE} 1 in ${PRODUCER}`, 'no-answer'],
    ]);
  });

  it('have one span for a request that serves several, linked to all but its parent', async () => {
    const traces = new RevocationTraces(remembering);
    traces.begin(one);
    traces.begin(two);
    let answer: () => void = () => undefined;
    const call = traces.ofBatch('batch', [ONE, TWO], new Promise<void>((resolve) => (answer = resolve)));
    traces.request(made('batch', 202));
    answer();
    await call;
    expect(spans).toMatchObject([
      { parent: `span of ${ONE} 1 in ${PRODUCER}`, links: [`span of ${TWO} 1 in its own trace`] },
    ]);
    traces.request(made('batch', 202));
    expect(spans).toHaveLength(1);
  });

  it('have none for requests without a revocation: worker tokens, the index, a revocation that is over', () => {
    const traces = new RevocationTraces(remembering);
    traces.begin(one);
    traces.end(ONE);
    [made(), made('oath-token-index', 200), made(ONE, 200)].forEach((request) => traces.request(request));
    expect(spans).toEqual([]);
  });

  it('give a retry a span of its own', () => {
    const again = { ...one, replay: { id: 'r', requestedAt: '2026-01-01T00:00:00.000Z', revision: 2 } };
    const traces = new RevocationTraces(remembering);
    expect(traces.traceparentOf(again)).not.toBe(traces.traceparentOf(one));
  });

  it('hand on the producer’s traceparent where nothing is traced', () => {
    const traces = new RevocationTraces(noTracing);
    traces.begin(one);
    traces.request(made(ONE, 200));
    expect([traces.traceparentOf(one), traces.traceparentOf(two)]).toEqual([PRODUCER, undefined]);
    expect(spans).toEqual([]);
  });
});
