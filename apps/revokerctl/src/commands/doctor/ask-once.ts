import type { Permit, PermitRequest, PingOneAnswer, RequestGate, Trouble, WaitReason } from '#libs/pingone';

export interface NoPermit {
  readonly kind: 'no-permit';
  readonly reason: WaitReason | 'no-answer';
  /** What the call met that was made first, for a token. */
  readonly trouble?: Trouble;
}

const PATIENCE_MS = 15_000;
const LOOK_MS = 50;

/**
 * One call, and not more: the service would wait until PingOne is well again, a
 * person wants to know what is wrong.
 */
export async function askOnce<T>(
  gate: RequestGate,
  request: Pick<PermitRequest, 'operation' | 'environmentId' | 'signal'>,
  call: (permit: Permit) => Promise<PingOneAnswer<T>>,
): Promise<PingOneAnswer<T> | NoPermit> {
  const closed = new AbortController();
  let refused: NoPermit = { kind: 'no-permit', reason: 'no-answer' };
  // A scope that closes while we wait says why: the token could not be had.
  const watch = setInterval(() => {
    const scope = gate.scopes().find(({ state }) => state !== 'open');
    if (scope?.reason) {
      const { reason, trouble } = scope;
      refused = { kind: 'no-permit', reason, ...(trouble && { trouble }) };
      closed.abort();
    }
  }, LOOK_MS);
  try {
    const permit = await gate.acquire({
      ...request,
      priority: { urgency: 'user', phase: 'ask' },
      signal: AbortSignal.any([request.signal, closed.signal]),
      until: Date.now() + PATIENCE_MS,
    });
    return permit ? await call(permit) : refused;
  } catch (error) {
    if (closed.signal.aborted && !request.signal.aborted) {
      return refused;
    }
    throw error;
  } finally {
    clearInterval(watch);
  }
}
