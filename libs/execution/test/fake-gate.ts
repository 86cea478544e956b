import type { Operation, Permit, RequestGate, ScopeStatus } from '#libs/pingone';

export interface FakeGate extends RequestGate {
  /** The part of the fleet's budget that was taken last. */
  share: number;
  /** Uses a permit up. @throws where it was used before, or is for another operation */
  use(permit: Permit, operation: Operation): void;
}

/** A gate in memory that is open as long as it has a part of the budget. @param scopes what it says of its scopes */
export function fakeGate(scopes: () => readonly ScopeStatus[] = () => []): FakeGate {
  const permits = new Map<Permit, Operation>();
  let shareChanged = Promise.withResolvers<void>();
  const gate: FakeGate = {
    share: 1,
    acquire: async ({ operation, until, signal }) => {
      signal.throwIfAborted();
      const isOver = (): boolean => until !== undefined && until <= Date.now();
      while (gate.share === 0 && !isOver()) {
        await Promise.race([
          shareChanged.promise,
          aborted(signal),
          ...(until === undefined ? [] : [atTime(until)]),
        ]);
        signal.throwIfAborted();
      }
      if (isOver()) {
        return undefined;
      }
      const permit: Permit = { release: () => void permits.delete(permit) };
      permits.set(permit, operation);
      return permit;
    },
    use: (permit, operation) => {
      if (permits.get(permit) !== operation) {
        throw new Error(`The permit is not one for ${operation} that may still be used`);
      }
      permits.delete(permit);
    },
    setShare: ({ parts, of }) => {
      gate.share = parts.length / of;
      shareChanged.resolve();
      shareChanged = Promise.withResolvers();
    },
    scopes,
    budget: () => ({ permittedRate: 1, inFlight: permits.size, waiting: 0 }),
  };
  return gate;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function atTime(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, time - Date.now())));
}
