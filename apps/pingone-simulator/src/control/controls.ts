import type { Behaviour } from '../behaviour/behaviour.js';
import type { State } from '../records/state.js';
import type { SeedRequest } from '../seed/seed-request.js';
import type { Seeded } from '../seed/seeder.js';
import type { SimulatedApplication } from '../seed/simulated-application.js';
import type { IssuedTokens, TokenRequest } from '../seed/token-request.js';
import type { Checked } from '../validation/check.js';

/** The strings that the simulator is pulled by, over HTTP or in the process. */
export interface Controls {
  readonly behaviour: Behaviour;
  readonly state: State;
  readonly worker: SimulatedApplication;
  readonly applications: readonly SimulatedApplication[];
  seed(request: SeedRequest, baseUrl: string): Checked<Seeded>;
  issueTokens(request: TokenRequest, baseUrl: string): Checked<IssuedTokens>;
  /** As an administrator would. @returns whether there was one, in any environment. */
  deleteUser(userId: string): boolean;
  /** Lets stuck jobs end. @returns how many. */
  releaseJobs(): number;
  /** Refuses every bearer token issued so far. @returns how many. */
  expireWorkerTokens(): number;
}
