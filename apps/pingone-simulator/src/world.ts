import type { AccessGrants } from './authorization/access-grants.js';
import type { TokenIssuer } from './authorization/token-issuer.js';
import type { RsaKey } from './authorization/signing-key.js';
import type { Settings } from './behaviour/settings.js';
import type { Environment } from './platform/environment.js';
import type { JobRunner } from './platform/job-runner.js';
import type { Records } from './platform/records.js';

/** All that an operation may touch. */
export interface World {
  readonly environments: ReadonlyMap<string, Environment>;
  readonly grants: AccessGrants;
  readonly jobs: JobRunner;
  readonly records: Records;
  readonly signingKey: RsaKey;
  readonly issuer: TokenIssuer;
  /** As they are now: they change while the simulator runs. */
  readonly settings: () => Settings;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Names besides the one a request came by (`Host`) under which clients know this PingOne; without a slash at the end. */
  readonly publicUrl: string | undefined;
}
