import type { Failure } from '#libs/contracts';
import { scopeName, type Permit, type RequestOf } from '#libs/pingone';
import type { Fact } from '#libs/revocation';
import { spend } from '../calls/call-with-retry.js';
import { toEvidence, toFailure } from '../evidence.js';
import type { ExecutorContext } from '../executor-context.js';
import type { ActionExecutor, ActionOf, FactAbout } from '../in-progress/action-executor.js';
import type { ActiveRevocation } from '../in-progress/active-revocation.js';
import { boundTo } from './token-sealer.js';

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
export class TokenRevoker implements ActionExecutor<'revoke-token'> {
  constructor(
    private readonly context: Pick<
      ExecutorContext,
      'pingone' | 'policy' | 'writer' | 'membership' | 'sealer' | 'now'
    >,
  ) {}

  async execute(open: ActiveRevocation, { step, pending, until }: ActionOf<'revoke-token'>): Promise<Fact> {
    const { pingone, writer, membership, sealer } = this.context;
    const { environmentId } = open;
    const { clientId } = pending;
    const token = sealer.open(pending.sealed, boundTo(open.state.origin));
    if (!token) {
      return { step, kind: 'oauth-failed', failure: UNSEALABLE };
    }
    if (!pingone.hasApplication(environmentId, clientId)) {
      return { step, kind: 'oauth-failed', failure: UNKNOWN_APPLICATION };
    }
    await membership.wait(open.lane);
    const permit = await pingone.gate.acquire({
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
      return this.#areRefused(environmentId, clientId)
        ? { step, kind: 'oauth-failed', failure: REFUSED }
        : { step, kind: 'oauth-not-called' };
    }
    return spend(permit, async () => {
      const isDurable = await writer.announce(open, { step, kind: 'oauth-calling' });
      if (!isDurable || !open.lane.mayAct()) {
        return { step, kind: 'oauth-not-called' };
      }
      return { step, ...(await open.awaited(this.#call(permit, { ...open.change, clientId, token }))) };
    });
  }

  #areRefused(environmentId: string, clientId: string): boolean {
    const name = scopeName({ operation: 'revoke-token', environmentId, clientId });
    const { pingone, policy } = this.context;
    const scope = pingone.gate.scopes().find((each) => each.scope === name);
    const isLong = (scope?.forMs ?? 0) >= policy.credentialsDeadlineMs * LEAST_PART;
    return scope?.reason === 'credentials-refused' && isLong;
  }

  async #call(permit: Permit, request: RequestOf<'revoke-token'>): Promise<FactAbout<'oauth'>> {
    const answer = await this.context.pingone.call('revoke-token', permit, request);
    switch (answer.kind) {
      case 'ok': {
        const evidence = toEvidence(answer.evidence);
        return answer.value === 'revoked'
          ? { kind: 'oauth-revoked', evidence }
          : { kind: 'oauth-unsupported', evidence };
      }
      case 'wait':
        return answer.reason === 'credentials-refused'
          ? { kind: 'oauth-refused', at: this.context.now() }
          : { kind: 'oauth-not-called' };
      case 'not-sent':
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
