import type { Verdict } from './answer.policy.js';

/** Which request it is, whenever it is made again. Asked only where something was refused. */
export interface RequestIdentity {
  readonly whole: () => string;
  /** What may be in another request the next time: the tokens of a job. */
  readonly parts?: readonly string[];
}

/** Refusals of one request, each after others of its scope were served, until it is taken for the request's own fault. */
const MOST_REFUSALS = 5;
/** Requests of one scope that are remembered: in an outage all that come are refused. */
const MOST_REMEMBERED = 10_000;

interface Refusal {
  readonly times: number;
  /** How many others of the scope had been served by then. */
  readonly served: number;
}

interface ScopeMemory {
  served: number;
  readonly refusals: Map<string, Refusal>;
}

/**
 * Tells a request that is refused from an outage in which all are (P4). A refusal
 * that is not PingOne's own word about the request closes the scope, and the
 * request waits like any other. Where others of its scope are served between its
 * refusals, and none that was refused is served later, it is this request: what
 * is in between will not let it pass, and it ends as its own failure.
 */
export class RefusedRequests {
  readonly #scopes = new Map<string, ScopeMemory>();

  /** The verdict on a request, which may have been refused often enough. */
  weigh(verdict: Verdict, scope: string, identity: RequestIdentity): Verdict {
    const memory = this.#scopes.get(scope) ?? { served: 0, refusals: new Map<string, Refusal>() };
    this.#scopes.set(scope, memory);
    switch (verdict.kind) {
      case 'served':
      case 'rejected':
        served(memory, identity);
        return verdict;
      case 'wait':
        return verdict.suspect === 'request' && refused(memory, identity) ? { kind: 'rejected' } : verdict;
      case 'unknown':
      case 'not-sent':
        return verdict;
    }
  }
}

function served(memory: ScopeMemory, identity: RequestIdentity): void {
  memory.served += 1;
  if (memory.refusals.size === 0) {
    return;
  }
  if (memory.refusals.has(identity.whole())) {
    // The very same was refused before: what refuses does so by chance, and says nothing of any request.
    memory.refusals.clear();
    return;
  }
  identity.parts?.forEach((part) => memory.refusals.delete(part));
}

/** Whether it was refused often enough. */
function refused({ served: now, refusals }: ScopeMemory, { whole, parts = [] }: RequestIdentity): boolean {
  let isEnough = false;
  for (const key of [whole(), ...parts]) {
    const before = refusals.get(key) ?? { times: 0, served: -1 };
    const times = before.served === now ? before.times : before.times + 1;
    isEnough ||= times >= MOST_REFUSALS;
    // Put behind the others: the oldest are forgotten first.
    refusals.delete(key);
    refusals.set(key, { times, served: now });
  }
  for (const oldest of refusals.keys()) {
    if (refusals.size <= MOST_REMEMBERED) {
      break;
    }
    refusals.delete(oldest);
  }
  return isEnough;
}
