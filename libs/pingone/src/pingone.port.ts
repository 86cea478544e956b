import type { PingOneAnswer } from './answer.js';
import type { Permit, RequestGate } from './gate/request-gate.port.js';
import type { Operation, RequestOf, ResultOf } from './operations.js';

/**
 * All that the service asks of PingOne.
 *
 * To implementers: one call is at most one request. Nothing is repeated here; a
 * caller that gets `wait` asks the gate again.
 */
export interface PingOne {
  readonly gate: RequestGate;

  /**
   * Uses the permit up, and resolves with an answer. A rejection is a bug: a
   * permit of another operation or credential, one that was used before, or an
   * application that is not registered.
   */
  call<Op extends Operation>(
    operation: Op,
    permit: Permit,
    request: RequestOf<Op>,
  ): Promise<PingOneAnswer<ResultOf<Op>>>;

  hasApplication(environmentId: string, clientId: string): boolean;

  /** Waits for the calls in flight (at most the request timeout), then closes all connections. */
  close(): Promise<void>;
}
