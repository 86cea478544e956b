import { expect, it } from '@jest/globals';
import { GateFixture } from '../../test/gate-fixture.js';
import type { CallReport } from './call-report.js';

const down = (cause: 'timeout' | 'gateway'): CallReport => ({
  kind: 'unserved',
  reason: 'unavailable',
  trouble: { cause, detail: `what ${cause} looks like` },
});

it('an alarm says what was met, each cause once, and the metric shows the last one until the scope is open', async () => {
  const fixture = new GateFixture();
  const shown = async (): Promise<readonly string[]> =>
    (await fixture.metrics.registry.metrics())
      .split('\n')
      .flatMap((line) => /^pingone_scope_closed\{.*reason="([^"]*)"\} 1$/.exec(line)?.[1] ?? []);
  for (const cause of ['timeout', 'timeout', 'gateway', 'timeout', 'gateway'] as const) {
    await fixture.passing(fixture.call(down(cause)));
    expect(await shown()).toEqual([cause]);
  }
  expect(fixture.gate.scopes()[0]?.trouble?.detail).toBe('what gateway looks like');
  await fixture.passing(fixture.call({ kind: 'served' }));
  expect(await shown()).toEqual([]);
  expect(fixture.lines.map(({ fields }) => fields['detail'])).toEqual([
    'what timeout looks like',
    'what gateway looks like',
    undefined,
  ]);
});
