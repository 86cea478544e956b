import type { Failure } from '#libs/contracts';
import type { Log } from '#libs/observability';
import { scopeName, type PingOne, type Permit } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { spend } from '../calls/ask.js';
import { inTheBackground } from '../calls/in-the-background.js';
import type { TurnToAct } from '../calls/turn-to-act.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { TokenSealer } from '../intake/token-sealer.js';
import { boundTo } from '../intake/token-binding.js';
import type { ActionOf } from '../open/action-of.js';
import type { OpenRevocation } from '../open/open-revocation.js';
import type { Progress } from '../open/progress.js';

const REFUSED: Failure = {
  code: 'application-credentials-refused',
  message: "PingOne kept refusing the credentials of the token's application until the deadline.",
  retryable: true,
};
/** Of the deadline: a scope need not close at the first refusal. */
const LEAST_PART = 0.5;

const UNKNOWN_APPLICATION: Failure = {
  code: 'application-unknown',
  message:
    'No credentials are known for the application that the token was issued to (PINGONE_APPLICATIONS_FILE).',
  retryable: true,
};
const UNSEALABLE: Failure = {
  code: 'sealing-key-missing',
  message: 'The key that the token was sealed with is not among those of TOKEN_SEALING_KEY_FILE.',
  retryable: true,
};

/** Revokes OAuth tokens at `/as/revoke`, each with the credentials of its application. */
export class TokenRevoker {
  constructor(
    private readonly pingone: PingOne,
    private readonly progress: Progress,
    private readonly turn: TurnToAct,
    private readonly sealer: TokenSealer,
    private readonly times: { readonly now: () => number; readonly credentialsDeadlineMs: number },
    private readonly log: Log,
  ) {}

  start(open: OpenRevocation, action: ActionOf<'revoke-token'>): void {
    const { progress, log } = this;
    inTheBackground('Revoking a token', this.run(open, action), { open, step: action.step, progress, log });
  }

  private async run(open: OpenRevocation, { step, pending, until }: ActionOf<'revoke-token'>): Promise<Fact> {
    const { environmentId } = open;
    const { clientId } = pending;
    const token = this.sealer.open(pending.sealed, boundTo(open.state.origin));
    if (!token) {
      return { step, kind: 'oauth-failed', failure: UNSEALABLE };
    }
    if (!this.pingone.hasApplication(environmentId, clientId)) {
      return { step, kind: 'oauth-failed', failure: UNKNOWN_APPLICATION };
    }
    await this.turn.of(open.lane);
    const permit = await this.pingone.gate.acquire({
      operation: 'revoke-token',
      environmentId,
      clientId,
      priority: open.priority('act'),
      signal: open.lane.signal,
      ...(until === undefined ? {} : { until }),
    });
    if (!permit) {
      // What closes the gate may be an outage that began meanwhile, and a clock that was set may have passed the
      // deadline: neither fails anything (P4).
      return this.areRefused(environmentId, clientId)
        ? { step, kind: 'oauth-failed', failure: REFUSED }
        : { step, kind: 'oauth-not-called' };
    }
    return spend(permit, async () => {
      const isDurable = await this.progress.announce(open, { step, kind: 'oauth-calling' });
      if (!isDurable || !open.lane.mayAct()) {
        return { step, kind: 'oauth-not-called' };
      }
      const mayLeave = (): boolean => open.lane.mayAct();
      const request = { environmentId, clientId, token, transactionId: open.id, mayLeave };
      return { step, ...(await open.awaited(this.call(permit, request))) };
    });
  }

  private areRefused(environmentId: string, clientId: string): boolean {
    const name = scopeName({ operation: 'revoke-token', environmentId, clientId });
    const scope = this.pingone.gate.scopes().find((each) => each.scope === name);
    const isLong = (scope?.forMs ?? 0) >= this.times.credentialsDeadlineMs * LEAST_PART;
    return scope?.reason === 'credentials-refused' && isLong;
  }

  private async call(permit: Permit, request: Parameters<PingOne['revokeToken']>[1]): Promise<Result> {
    const answer = await this.pingone.revokeToken(permit, request);
    switch (answer.kind) {
      case 'ok': {
        const evidence = toEvidence(answer.evidence);
        return answer.value === 'revoked'
          ? { kind: 'oauth-revoked', evidence }
          : { kind: 'oauth-unsupported', evidence };
      }
      case 'wait':
        return answer.reason === 'credentials-refused'
          ? { kind: 'oauth-refused', at: this.times.now() }
          : { kind: 'oauth-not-called' };
      case 'withdrawn':
        return { kind: 'oauth-not-called' };
      case 'rejected':
        return {
          kind: 'oauth-failed',
          failure: toFailure('request-rejected', answer),
          evidence: toEvidence(answer.evidence),
        };
      case 'unknown-outcome':
        return { kind: 'oauth-unknown' };
    }
  }
}

type Result = Fact extends infer F
  ? F extends { kind: `oauth-${string}` }
    ? Omit<F, 'step'>
    : never
  : never;
