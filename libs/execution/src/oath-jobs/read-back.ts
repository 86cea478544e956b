import { setTimeout as pause } from 'node:timers/promises';
import type { EvidenceItem } from '#libs/contracts';
import type { Log } from '#libs/observability';
import type { PingOne } from '#libs/pingone';
import { toEvidence } from '../evidence.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';

/** Tokens of one group that are read at the same time; the gate decides how fast. */
const CONCURRENCY = 8;

type TokenState = 'present' | 'gone' | 'unreadable';

/** Looks at tokens one by one where a job's count does not tell: `GET …/oathTokens/{id}`, 404 = gone. */
export class ReadBack {
  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly now: () => number,
    private readonly log: Log,
  ) {}

  start(open: OpenRevocation, action: ActionOf<'read-back'>): void {
    this.run(open, action).catch((error: unknown) => {
      if (!open.isStopping) {
        this.log.error({ revocationId: open.id, error: String(error) }, 'Reading tokens back failed.');
      }
    });
  }

  private async run(
    open: OpenRevocation,
    { step, tokenIds, notBefore }: ActionOf<'read-back'>,
  ): Promise<void> {
    const wait = notBefore - this.now();
    if (wait > 0) {
      await pause(wait, undefined, { signal: open.lane.signal });
    }
    const states = new Map<string, TokenState>();
    let evidence: EvidenceItem | undefined;
    const todo = tokenIds.values();
    const reader = async (): Promise<void> => {
      for (const tokenId of todo) {
        const read = await this.read(open, tokenId);
        states.set(tokenId, read.state);
        evidence = read.evidence;
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, tokenIds.length) }, reader));
    const are = (state: TokenState): readonly string[] => tokenIds.filter((id) => states.get(id) === state);
    this.progress.record(open, {
      step,
      kind: 'oath-read-back',
      present: are('present'),
      unreadable: are('unreadable'),
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  private async read(
    open: OpenRevocation,
    tokenId: string,
  ): Promise<{ readonly state: TokenState; readonly evidence: EvidenceItem }> {
    const { environmentId } = open;
    for (;;) {
      const permit = await this.pingone.gate.acquire({
        operation: 'read-oath-token',
        environmentId,
        priority: open.priority('finish'),
        signal: open.lane.signal,
      });
      if (!permit) {
        continue;
      }
      const answer = await this.pingone.readOathToken(permit, {
        environmentId,
        tokenId,
        transactionId: open.id,
      });
      switch (answer.kind) {
        case 'ok':
          return { state: answer.value, evidence: toEvidence(answer.evidence) };
        case 'rejected':
        case 'unknown-outcome':
          return { state: 'unreadable', evidence: toEvidence(answer.evidence) };
        case 'wait':
          break;
      }
    }
  }
}
