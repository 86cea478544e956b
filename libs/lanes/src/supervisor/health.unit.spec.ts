import { describe, expect, it } from '@jest/globals';

import { healthOf, type HealthQuestion } from './health.js';

type LaneInQuestion = HealthQuestion['lanes'][number];

const lane = (number: number, more: Partial<LaneInQuestion> = {}): LaneInQuestion => ({
  lane: number,
  state: 'running',
  since: 0,
  problem: undefined,
  session: undefined,
  isReading: true,
  ...more,
});

const stopped = (number: number): LaneInQuestion =>
  lane(number, { state: 'stopped', problem: `Lane ${number} has stopped: its ledger has lost data` });

const ask = (more: Partial<HealthQuestion>) =>
  healthOf({ joined: true, lanes: [], problems: [], hindered: false, watch: undefined, kafka: [], ...more });

describe(healthOf.name, () => {
  it.each<[rule: string, lanes: readonly LaneInQuestion[], ready: boolean]>([
    ['an instance whose lanes all run is ready', [lane(0), lane(1)], true],
    ['an instance without a lane stands by, and is ready', [], true],
    ['one stopped lane does not make an instance unready while another runs', [lane(0), stopped(1)], true],
    ['an instance whose lanes have all stopped is not ready', [stopped(0), stopped(1)], false],
    ['an instance whose only lane has stopped is not ready', [stopped(0)], false],
    ['a lane that is being taken makes it unready', [lane(0), lane(1, { state: 'starting' })], false],
    [
      'a lane that is being taken makes it unready beside a stopped one, too',
      [stopped(0), lane(1, { state: 'starting' })],
      false,
    ],
    ['a lane that may not read makes it unready', [lane(0, { isReading: false })], false],
  ])('%s', (_, lanes, ready) => {
    expect(ask({ lanes }).ready).toBe(ready);
  });

  it('is not ready outside of the group, whatever its lanes say', () => {
    expect(ask({ joined: false, lanes: [lane(0)] }).ready).toBe(false);
  });

  it('is not ready while a topic or a right is missing, although its lanes run, and says which', () => {
    const problems = ['Topic user.deprovisioned does not exist', undefined];
    const health = ask({ lanes: [lane(0)], hindered: true, problems });
    expect(health).toMatchObject({ ready: false, problem: problems[0] });
  });

  it('says why lanes have stopped', () => {
    expect(ask({ lanes: [stopped(0), stopped(1)] }).problem).toBe(
      'Lane 0 has stopped: its ledger has lost data. Lane 1 has stopped: its ledger has lost data',
    );
  });

  it('stays ready, and says so, while records wait behind a transaction or are not accounted for', () => {
    const place = { topic: 'in', partition: 3, from: 40n, until: 52n };
    const health = ask({
      lanes: [lane(0)],
      watch: {
        problems: ['Records of in/3 wait'],
        transactions: [{ ...place, openSince: 0, openSinceBy: 'first-record' }],
        unaccounted: [{ ...place, why: 'another-log', records: 12 }],
      },
    });
    const offsets = { topic: 'in', partition: 3, records: 12, from: '40', until: '52' };
    expect(health).toMatchObject({
      ready: true,
      problem: 'Records of in/3 wait',
      behindTransactions: [
        { ...offsets, openSince: '1970-01-01T00:00:00.000Z', openSinceBy: 'first-record' },
      ],
      unaccounted: [{ ...offsets, why: 'another-log' }],
    });
    expect(JSON.parse(JSON.stringify(health))).toEqual(health);
  });

  it("says what Kafka's trouble is before what comes of it", () => {
    const kafka = [{ kind: 'silent', since: 0, about: ['b:9092'], codes: ['EndTxn'] }] as const;
    const health = ask({ kafka, lanes: [lane(0, { state: 'suspect', problem: 'NO_ANSWER' })] });
    expect(health.problem).toBe('Kafka at b:9092 does not answer (EndTxn). NO_ANSWER');
    expect(health.kafka).toEqual([{ ...kafka[0], since: '1970-01-01T00:00:00.000Z' }]);
  });
});
