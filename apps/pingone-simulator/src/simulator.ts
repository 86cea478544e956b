import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessGrants } from './authorization/access-grants.js';
import { generateRsaKey } from './authorization/signing-key.js';
import { DEFAULT_SETTINGS, type Settings } from './behaviour/settings.js';
import { Exchange } from './http/exchange.js';
import type { Application, ClientAuthMethod } from './platform/applications.js';
import { Environment } from './platform/environment.js';
import { JobRunner } from './platform/job-runner.js';
import { Records } from './records/records.js';
import { Traffic, type TrafficReport } from './records/traffic.js';
import { webApplications, workerApplication } from './seed/applications.js';
import { seededRandom } from './seed/random.js';
import { Seeder, type Seeded, type SeedRequest } from './seed/seed.js';
import type { World } from './world.js';

/** The environment of PingOne's own examples. */
const EXAMPLE_ENVIRONMENT_ID = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';

export interface SimulatorOptions {
  /** Loopback unless set. */
  readonly host?: string;
  /** 0 (the default) is any that is free. */
  readonly port?: number;
  /** The same seed makes the same ids, names and secrets. */
  readonly seed?: number;
  readonly environmentIds?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** What is there at the start, in the first environment. */
  readonly population?: SeedRequest;
  /** Where clients see it, if not where it listens. */
  readonly publicUrl?: string;
}

export interface SimulatedApplication {
  readonly environmentId: string;
  readonly clientId: string;
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  readonly clientSecret?: string;
  readonly privateKeyPem?: string;
  readonly keyId?: string;
}

export interface Simulator {
  /** With `/v1`. */
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly environmentId: string;
  readonly worker: { readonly clientId: string; readonly clientSecret: string };
  readonly applications: readonly SimulatedApplication[];
  readonly seeded: Seeded;
  readonly records: Records;
  seed(request: SeedRequest): Seeded;
  traffic(): TrafficReport;
  settings(change: Partial<Settings>): void;
  close(): Promise<void>;
}

function describe(application: Application, environmentId: string): SimulatedApplication {
  const { clientId, authentication } = application;
  const common = { environmentId, clientId, tokenEndpointAuthMethod: authentication.method };
  switch (authentication.method) {
    case 'NONE':
      return common;
    case 'PRIVATE_KEY_JWT':
      return { ...common, privateKeyPem: authentication.privateKeyPem, keyId: authentication.keyId };
    case 'CLIENT_SECRET_BASIC':
    case 'CLIENT_SECRET_POST':
    case 'CLIENT_SECRET_JWT':
      return { ...common, clientSecret: authentication.clientSecret };
  }
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: bound, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = Date.now;
  const random = seededRandom(options.seed ?? 1);
  let settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const [signingKey, clientKey] = await Promise.all([generateRsaKey(), generateRsaKey()]);
  const records = new Records();
  const worker = workerApplication('CLIENT_SECRET_BASIC', clientKey, random);
  const [environmentId = EXAMPLE_ENVIRONMENT_ID, ...others] = options.environmentIds ?? [];
  const environments = new Map<string, Environment>();
  const applications: SimulatedApplication[] = [];
  for (const id of [environmentId, ...others]) {
    const own = webApplications(clientKey, random);
    const known = new Map([worker, ...own].map((application) => [application.clientId, application]));
    environments.set(id, new Environment(id, known, records, clock));
    applications.push(...own.map((application) => describe(application, id)));
  }
  const jobs = new JobRunner(() => settings, random, clock);
  const traffic = new Traffic();
  const world: World = {
    environments,
    grants: new AccessGrants(),
    jobs,
    records,
    signingKey,
    settings: () => settings,
    clock,
    publicUrl: options.publicUrl,
  };
  const exchange = new Exchange(world, traffic);
  const server = createServer({ maxHeaderSize: 6 * 1024, keepAliveTimeout: 65_000 }, (request, response) =>
    exchange.handle(request, response),
  );
  const listening = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
  const baseUrl = options.publicUrl ?? listening;
  const seeder = new Seeder(world, random, (id) => `${baseUrl}/${id}/as`);
  const seed = (request: SeedRequest): Seeded => {
    const environment = environments.get(request.environmentId ?? environmentId);
    if (environment === undefined) {
      throw new Error(`There is no environment ${request.environmentId ?? ''} to seed.`);
    }
    return seeder.seed(environment, request);
  };
  const population = { users: 10, oathTokensPerUser: 2, sessionsPerUser: 1, oauthTokensPerSession: 1 };
  return {
    apiUrl: `${baseUrl}/v1`,
    authUrl: baseUrl,
    environmentId,
    worker: {
      clientId: worker.clientId,
      clientSecret: 'clientSecret' in worker.authentication ? worker.authentication.clientSecret : '',
    },
    applications,
    seeded: seed(options.population ?? population),
    records,
    seed,
    traffic: () => traffic.report(),
    settings: (change) => {
      settings = { ...settings, ...change };
    },
    close: async () => {
      jobs.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
