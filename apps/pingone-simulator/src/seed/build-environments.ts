import { createPrivateKey } from 'node:crypto';
import { generateRsaKey } from '../authorization/signing-key.js';
import type { ClientAuthMethod } from '../platform/applications.js';
import { Environment } from '../platform/environment.js';
import type { Records } from '../platform/records.js';
import { ApplicationFactory } from './applications.js';
import type { Random } from '../support/random.js';
import { describeApplication, type SimulatedApplication } from './simulated-application.js';

export interface EnvironmentPlan {
  readonly environmentIds: readonly [string, ...string[]];
  readonly workerAuthMethod: Exclude<ClientAuthMethod, 'NONE'>;
  /** PKCS #8; a new key unless set. */
  readonly clientPrivateKeyPem: string | undefined;
}

export interface BuiltEnvironments {
  readonly environments: ReadonlyMap<string, Environment>;
  readonly worker: SimulatedApplication & { readonly clientSecret: string };
  readonly applications: readonly SimulatedApplication[];
}

/** Empty environments, each with applications of its own. The worker lives in the first. */
export async function buildEnvironments(
  { environmentIds, workerAuthMethod, clientPrivateKeyPem }: EnvironmentPlan,
  {
    random,
    records,
    clock,
  }: { readonly random: Random; readonly records: Records; readonly clock: () => number },
): Promise<BuiltEnvironments> {
  const key =
    clientPrivateKeyPem === undefined ? await generateRsaKey() : createPrivateKey(clientPrivateKeyPem);
  const factory = new ApplicationFactory(key, random);
  const worker = factory.worker(workerAuthMethod);
  const environments = new Map<string, Environment>();
  const applications: SimulatedApplication[] = [];
  for (const id of environmentIds) {
    const own = factory.web();
    const living = id === environmentIds[0] ? [worker, ...own] : own;
    const known = new Map(living.map((application) => [application.clientId, application]));
    environments.set(id, new Environment(id, known, records, clock));
    applications.push(...own.map((application) => describeApplication(application, id)));
  }
  return {
    environments,
    worker: { clientSecret: '', ...describeApplication(worker, environmentIds[0]) },
    applications,
  };
}
