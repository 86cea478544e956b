import { describe, expect, it } from '@jest/globals';
import type { PermitRequest, RequestGate } from '../src/gate/request-gate.port.js';

const NONE = { parts: [], of: 4 };
const ALL = { parts: [0, 1, 2, 3], of: 4 };

export interface OpenedGate {
  readonly gate: RequestGate;
  /** Has enough time pass for a part of the budget to change hands. */
  readonly pass: () => Promise<void>;
}

/** What every request gate promises that the service may be given: the real one, and fakes of it. */
export function describeRequestGate(name: string, open: () => OpenedGate): void {
  describe(`the port RequestGate: ${name}`, () => {
    const asked = (more: Partial<PermitRequest> = {}): PermitRequest => ({
      operation: 'list-devices',
      environmentId: 'environment-1',
      priority: { urgency: 'user', phase: 'ask' },
      signal: new AbortController().signal,
      ...more,
    });

    it('gives a permit where there is room, which may be released more than once', async () => {
      const { gate } = open();
      const permit = await gate.acquire(asked());
      expect(permit).toBeDefined();
      permit?.release();
      permit?.release();
      expect(gate.budget()).toMatchObject({ inFlight: 0, waiting: 0 });
      expect(await gate.acquire(asked())).toBeDefined();
    });

    it('gives no permit to a caller whose time is over', async () => {
      expect(await open().gate.acquire(asked({ until: 1 }))).toBeUndefined();
    });

    it('rejects a caller that has been aborted with the reason of its signal', async () => {
      const reason = new Error('not needed');
      await expect(open().gate.acquire(asked({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    });

    it('lets every caller wait while it has no part of the budget, and goes on with one', async () => {
      const { gate, pass } = open();
      gate.setShare(NONE);
      let state = 'waiting';
      const permit = gate.acquire(asked()).then((given) => {
        state = 'served';
        return given;
      });
      await pass();
      expect(state).toBe('waiting');
      gate.setShare(ALL);
      await pass();
      expect(await permit).toBeDefined();
    });

    it('rejects a caller that is aborted while it waits', async () => {
      const { gate, pass } = open();
      gate.setShare(NONE);
      const caller = new AbortController();
      const permit = gate.acquire(asked({ signal: caller.signal }));
      const reason = new Error('not needed any more');
      caller.abort(reason);
      await expect(permit).rejects.toBe(reason);
      gate.setShare(ALL);
      await pass();
      expect(await gate.acquire(asked())).toBeDefined();
    });
  });
}
