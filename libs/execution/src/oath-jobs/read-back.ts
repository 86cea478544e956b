import { setTimeout as pause } from 'node:timers/promises';
import type { EvidenceItem } from '#libs/contracts';
import type { Fact } from '#libs/revocation';
import { callWithRetry } from '../calls/call-with-retry.js';
import { toEvidence } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { SharedReadBacks, type Seat } from './shared-read-backs.js';

/** Tokens of one group that are read at the same time; the gate decides how fast. */
const CONCURRENCY = 8;

type TokenState = 'present' | 'gone' | 'unreadable';

/** Looks at tokens one by one where a job's count does not tell: `GET …/oathTokens/{id}`, 404 = gone. */
export class ReadBack implements ActionExecutor<'read-back'> {
  readonly #shared = new SharedReadBacks();

  constructor(
    private readonly context: Pick<ExecutorContext, 'pingone' | 'policy' | 'writeAheadMs' | 'now'>,
  ) {}

  async execute(open: ActiveRevocation, action: ActionOf<'read-back'>): Promise<Fact> {
    const seat = this.#shared.join(open.state, action.step, action.tokenIds.length);
    try {
      return await this.#look(open, action, seat);
    } finally {
      seat?.leave();
    }
  }

  async #look(
    open: ActiveRevocation,
    { step, tokenIds, notBefore }: ActionOf<'read-back'>,
    seat: Seat | undefined,
  ): Promise<Fact> {
    const { policy, writeAheadMs, now } = this.context;
    // However the clocks of two machines differ, a submit in doubt is not waited for any longer.
    const wait = Math.min(notBefore - now(), writeAheadMs + policy.inDoubtGraceMs);
    if (wait > 0) {
      await pause(wait, undefined, { signal: open.lane.signal });
    }
    const states = new Map<string, TokenState>();
    let evidence: EvidenceItem | undefined;
    const todo = tokenIds.values();
    const reader = async (): Promise<void> => {
      for (const tokenId of todo) {
        const read = await this.#read(open, tokenId);
        states.set(tokenId, read.state);
        evidence = read.evidence;
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, tokenIds.length) }, reader));
    const at = now();
    const are = (state: TokenState): readonly string[] => tokenIds.filter((id) => states.get(id) === state);
    const [present, unreadable] = [are('present'), are('unreadable')];
    const gone = unreadable.length === 0 ? tokenIds.length - present.length : undefined;
    const jobGone = await seat?.found(gone, open.lane.signal);
    return {
      step,
      kind: 'oath-read-back',
      at,
      present,
      unreadable,
      ...(jobGone === undefined ? {} : { jobGone }),
      ...(evidence === undefined ? {} : { evidence }),
    };
  }

  async #read(
    open: ActiveRevocation,
    tokenId: string,
  ): Promise<{ readonly state: TokenState; readonly evidence: EvidenceItem }> {
    const answer = await callWithRetry(this.context.pingone, open, 'read-oath-token', {
      ...open.call,
      tokenId,
    });
    const state = answer.kind === 'ok' ? answer.value : 'unreadable';
    return { state, evidence: toEvidence(answer.evidence) };
  }
}
