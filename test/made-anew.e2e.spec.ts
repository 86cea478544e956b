import { afterEach, describe, expect, it } from '@jest/globals';
import { openAdmin, openWriter, type TopicAdmin } from '#libs/kafka';
import { silentLog } from '#libs/observability';
import {
  startSimulator,
  type Simulator,
  eventually,
  uniqueName,
  TopicRecorder,
  ServiceProcess,
  serviceEnvironment,
  topicsOf,
  type Topics,
} from '#libs/testbed';
import { commandLine, type Ended } from '../apps/revokerctl/test/command-line.js';
import type { RevocationCompleted } from '#libs/contracts';

const brokers = process.env['TEST_KAFKA_BROKERS'] ?? '';
const kafka = { brokers: brokers.split(','), clientId: 'test' };
const LANES = 4;

/** The built service between a broker and a simulated PingOne, and an operator. */
class Installation implements AsyncDisposable {
  private constructor(
    readonly topics: Topics,
    readonly service: ServiceProcess,
    private readonly env: Readonly<Record<string, string>>,
    private readonly simulator: Simulator,
    private readonly admin: TopicAdmin,
    private readonly watch: TopicRecorder,
  ) {}

  static async begin(name: string): Promise<Installation> {
    const groupId = uniqueName(name);
    const topics = topicsOf(groupId);
    const simulator = await startSimulator({ population: { users: 0 } });
    const env = serviceEnvironment({ brokers, topics, groupId, simulator });
    const service = await ServiceProcess.start(env);
    const admin = await openAdmin(kafka, { log: silentLog });
    return new Installation(
      topics,
      service,
      env,
      simulator,
      admin,
      new TopicRecorder(kafka, [topics.completed]),
    );
  }

  ctl(...args: readonly string[]): Promise<Ended> {
    return commandLine(args, { env: this.env, now: Date.now });
  }

  /** Sessions that have ended, by the ids of their events. */
  async publish(ids: readonly string[]): Promise<void> {
    const writer = await openWriter(kafka, { log: silentLog });
    const messages = ids.map((id) => ({
      key: id,
      value: JSON.stringify({ eventId: id, eventSource: '/store', sessionId: crypto.randomUUID() }),
    }));
    await writer.send(this.topics.sessionTerminated, messages);
    await writer.close();
  }

  get outcomes(): readonly RevocationCompleted[] {
    return this.watch.outcomes(this.topics.completed);
  }

  async answered(
    ids: readonly string[],
    isIt: (outcome: RevocationCompleted) => boolean = () => true,
  ): Promise<void> {
    const all = () => {
      const seen = new Set(this.outcomes.filter(isIt).map(({ eventId }) => eventId));
      return ids.every((id) => seen.has(id));
    };
    await this.watch.until(`${ids.length} events are answered`, all);
  }

  async recreate(name: string, configs: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.admin.delete([name]);
    await eventually('it is created anew', async () => {
      const [created] = await this.admin.create([{ name, partitions: LANES, replicationFactor: 1, configs }]);
      return created?.kind === 'done';
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watch[Symbol.asyncDispose]();
    await this.admin.close();
    await this.service[Symbol.asyncDispose]();
    await this.simulator.close();
  }
}

let installation: Installation | undefined;

afterEach(async () => {
  await installation?.[Symbol.asyncDispose]();
});

const idsOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n}`);

describe('an input topic that is deleted and created anew while everything is paused', () => {
  it('loses no event, and an alarm says what happened', async () => {
    installation = await Installation.begin('anew');
    const { topics, service } = installation;
    const [before, after] = [idsOf('before', 120), idsOf('after', 400)];
    await installation.publish(before);
    await installation.answered(before);
    expect((await installation.ctl('pause')).code).toBe(0);
    await installation.recreate(topics.sessionTerminated);
    await installation.publish(after);
    expect((await installation.ctl('resume')).code).toBe(0);
    await installation.answered(after);
    expect(service.output).toContain('The topic was created anew: our position is of another one');
    expect(installation.outcomes).toHaveLength(before.length + after.length);
  });
});

describe('a ledger that is deleted and created anew under the service', () => {
  it('stops all lanes; once that is accepted, events are answered again as a revision that says so', async () => {
    installation = await Installation.begin('ledger');
    const { topics, service } = installation;
    const [before, after] = [idsOf('before', 60), idsOf('after', 60)];
    await installation.publish(before);
    await installation.answered(before);
    await installation.recreate(topics.ledger, { 'cleanup.policy': 'compact' });
    await installation.publish(after);
    const stopped = () => service.output.match(/Lane \d has stopped: [^"]*it has lost data/g)?.length ?? 0;
    await eventually('all lanes have stopped', () => Promise.resolve(stopped() >= LANES));
    const asked = await installation.ctl('ledger', 'accept-loss', '--dry-run');
    expect(asked.out).toContain('may be carried out and answered again');
    const check = await installation.ctl('ledger', 'check', '--json');
    const problems = [0, 1, 2, 3].map((lane) => ({ code: 'lost-data', lane }));
    expect(check.json).toMatchObject([{ ok: false, problems }]);
    expect(installation.outcomes.filter(({ revision }) => revision > 1)).toEqual([]);
    expect((await installation.ctl('ledger', 'accept-loss', '--yes')).code).toBe(0);
    await installation.answered([...before, ...after], ({ revision }) => revision === 2);
    for (const { revision, supersedes, mayRepeat } of installation.outcomes) {
      expect({ supersedes, because: mayRepeat?.because }).toEqual({
        supersedes: undefined,
        because: revision === 1 ? undefined : 'ledger-lost-data',
      });
    }
    expect(await installation.ctl('ledger', 'accept-loss', '--yes')).toMatchObject({ code: 4 });
    const later = idsOf('later', 20);
    await installation.publish(later);
    await installation.answered(later, ({ revision }) => revision === 1);
  });
});
