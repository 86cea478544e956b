import { AccessGrants } from './authorization/access-grants.js';
import { generateRsaKey } from './authorization/signing-key.js';
import { TokenIssuer } from './authorization/token-issuer.js';
import { Behaviour } from './behaviour/behaviour.js';
import { behaviourChange } from './behaviour/behaviour.checks.js';
import { RateLimiter } from './behaviour/rate-limiter.js';
import { ControlPanel } from './control/control-panel.js';
import type { Controls } from './control/controls.js';
import { serveControl } from './control/serve-control.js';
import { Exchange } from './http/exchange.js';
import { listen } from './http/listen.js';
import type { Environment } from './platform/environment.js';
import { JobRunner } from './platform/job-runner.js';
import { Records } from './platform/records.js';
import { State } from './records/state.js';
import { Traffic } from './records/traffic.js';
import { writeApplicationsFile } from './seed/applications-file.js';
import { buildEnvironments } from './seed/build-environments.js';
import { issueTokens } from './seed/issue-tokens.js';
import { seededRandom, seededUuid } from './support/random.js';
import { seedRequest } from './seed/seed-request.js';
import { Seeder } from './seed/seeder.js';
import { tokenRequest } from './seed/token-request.js';
import {
  DEFAULT_POPULATION,
  EXAMPLE_ENVIRONMENT_ID,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
import { Timers } from './time/timers.js';
import { problem, type Check, type Checked } from './validation/check.js';
import type { World } from './world.js';

function orThrow<T>(checked: Checked<T>): T {
  if (!checked.ok) {
    throw new TypeError(checked.problems.map(({ field, rule }) => `${field} ${rule}`).join('; '));
  }
  return checked.value;
}

/** Within the process a wrong switch is a bug of the caller: it is thrown, in the words that HTTP would use. */
const read = <T>(check: Check<T>, value: unknown): T => orThrow(check(value, ''));

/** @throws the error of `listen` where the address is taken or not to be had. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, host = '127.0.0.1', port = 0, population = DEFAULT_POPULATION } = options;
  const clock = Date.now;
  const random = seededRandom(seed);
  // A stream of its own: how much traffic there was must not decide which ids the next seeding makes.
  const dice = seededRandom(~seed);
  const behaviour = new Behaviour(clock);
  behaviour.change(read(behaviourChange, options.behaviour ?? {}));
  const settings = () => behaviour.settings;
  const records = new Records();
  const traffic = new Traffic();
  const timers = new Timers();
  const grants = new AccessGrants();

  const signingKey = { keyId: seededUuid(random), privateKey: await generateRsaKey() };
  const [environmentId = EXAMPLE_ENVIRONMENT_ID, ...otherIds] = (options.environmentIds ?? []).map((id) =>
    id.toLowerCase(),
  );
  const { environments, worker, applications } = await buildEnvironments(
    {
      environmentIds: [environmentId, ...otherIds],
      workerAuthMethod: options.workerAuthMethod ?? 'CLIENT_SECRET_BASIC',
      clientPrivateKeyPem: options.clientPrivateKeyPem,
    },
    { random, records, clock },
  );
  const issuer = new TokenIssuer(signingKey, clock);
  const jobs = new JobRunner(timers, settings, dice, clock);
  const state = new State(environments, records, traffic, clock);
  const seeder = new Seeder(random, issuer, clock);

  const publicUrl = options.publicUrl?.replace(/\/+$/, '');
  const world: World = {
    environments,
    grants,
    jobs,
    records,
    issuer,
    signingKey,
    settings,
    clock,
    publicUrl,
  };
  const exchange = new Exchange({
    world,
    traffic,
    behaviour,
    limiter: new RateLimiter(),
    timers,
    random: dice,
  });

  const within = <T>(id: string | undefined, run: (environment: Environment) => Checked<T>): Checked<T> => {
    const environment = environments.get(id ?? environmentId);
    return environment === undefined
      ? problem('environmentId', 'must be an environment of the simulator')
      : run(environment);
  };
  const controls: Controls = {
    behaviour,
    state,
    worker,
    applications,
    seed: (request, baseUrl) =>
      within(request.environmentId, (environment) => seeder.seed(environment, request, baseUrl)),
    issueTokens: (request, baseUrl) =>
      within(request.environmentId, (environment) =>
        issueTokens(environment, request, { issuer, baseUrl, now: clock() }),
      ),
    deleteUser: (userId) => {
      const keepPairings = settings().tokensOfDeletedUsers === 'still-paired';
      return [...environments.values()].some((environment) =>
        environment.deleteUser(userId.toLowerCase(), { keepPairings }),
      );
    },
    releaseJobs: () => jobs.release(),
    expireWorkerTokens: () => grants.expireAll(),
  };
  const panel = new ControlPanel(controls);
  const server = await listen({ host, port }, (request, response) => {
    if (request.url?.startsWith('/__')) {
      serveControl(panel, publicUrl, request, response);
    } else {
      exchange.handle(request, response);
    }
  });

  const baseUrl = publicUrl ?? server.baseUrl;
  return {
    apiUrl: `${baseUrl}/v1`,
    authUrl: baseUrl,
    environmentId,
    environmentIds: [...environments.keys()],
    worker,
    applications,
    seeded: orThrow(controls.seed(read(seedRequest, population), baseUrl)),
    state,
    behave: (change) => {
      const rules = behaviour.change(read(behaviourChange, change));
      return { rules, stop: () => rules.forEach((name) => behaviour.remove(name)) };
    },
    behaviour: () => behaviour.report(),
    resetBehaviour: () => behaviour.reset(),
    seed: (request) => orThrow(controls.seed(read(seedRequest, request), baseUrl)),
    issueTokens: (request) => orThrow(controls.issueTokens(read(tokenRequest, request), baseUrl)),
    deleteUser: (userId) => controls.deleteUser(userId),
    releaseJobs: () => controls.releaseJobs(),
    expireWorkerTokens: () => controls.expireWorkerTokens(),
    writeApplicationsFile: (directory) => writeApplicationsFile(directory, applications),
    close: async () => {
      timers.close();
      await server.close();
    },
  };
}
