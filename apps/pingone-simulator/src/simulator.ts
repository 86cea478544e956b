import type { BehaviourChange, BehaviourReport } from './behaviour/behaviour.js';
import type { ClientAuthMethod } from './platform/applications.js';
import type { State } from './records/state.js';
import type { SeedRequest } from './seed/seed-request.js';
import type { Seeded } from './seed/seeder.js';
import type { SimulatedApplication } from './seed/simulated-application.js';
import type { IssuedTokens, TokenRequest } from './seed/token-request.js';

/** The environment of PingOne's own examples. */
export const EXAMPLE_ENVIRONMENT_ID = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';

/** A small company. */
export const DEFAULT_POPULATION = {
  users: 10,
  oathTokensPerUser: 2,
  sessionsPerUser: 1,
  oauthTokensPerSession: 1,
} as const satisfies SeedRequest;

export interface SimulatorOptions {
  /** Loopback unless set. */
  readonly host?: string;
  /** Any free one unless set. */
  readonly port?: number;
  /** Where clients see it, if not where it listens: scheme, host and port. */
  readonly publicUrl?: string;
  /** The same seed makes the same ids, names and secrets; 1 unless set. */
  readonly seed?: number;
  /** At least one; that of PingOne's own examples unless set. */
  readonly environmentIds?: readonly string[];
  /** What the first environment holds at the start; a small company unless set. */
  readonly population?: SeedRequest;
  readonly behaviour?: BehaviourChange;
  readonly workerAuthMethod?: Exclude<ClientAuthMethod, 'NONE'>;
  /** The RSA key of the applications that authenticate with PRIVATE_KEY_JWT, PKCS #8; a new one unless set. */
  readonly clientPrivateKeyPem?: string;
}

/** A running PingOne, and the strings it is pulled by. What is wrong in a request to one of these methods is thrown, and named. */
export interface Simulator {
  /** With `/v1`. */
  readonly apiUrl: string;
  readonly authUrl: string;
  /** The first environment. */
  readonly environmentId: string;
  readonly environmentIds: readonly string[];
  /** Lives in the first environment; its roles span them all, unless `workerRoles` says otherwise. `clientSecret` is empty where it authenticates with a key. */
  readonly worker: SimulatedApplication & { readonly clientSecret: string };
  /** Five in each environment, one for each way to authenticate. */
  readonly applications: readonly SimulatedApplication[];
  /** What was there at the start. */
  readonly seeded: Seeded;
  readonly state: State;
  /** Changes what the change names, and leaves the rest. `stop` takes its rules away again, not its settings. */
  behave(change: BehaviourChange): { readonly rules: readonly string[]; stop(): void };
  behaviour(): BehaviourReport;
  /** All settings to their defaults, all rules gone. */
  resetBehaviour(): void;
  seed(request: SeedRequest): Seeded;
  issueTokens(request: TokenRequest): IssuedTokens;
  /** As an administrator would: the devices and sessions go too. @returns whether there was one, in any environment. */
  deleteUser(userId: string): boolean;
  /** Lets stuck jobs end. @returns how many. */
  releaseJobs(): number;
  /** Refuses every bearer token issued so far. @returns how many. */
  expireWorkerTokens(): number;
  /** For `PINGONE_APPLICATIONS_FILE`. @returns the path of `applications.json` in this directory. */
  writeApplicationsFile(directory: string): Promise<string>;
  close(): Promise<void>;
}
