import { describe, expect, test } from '@jest/globals';
import { AssignerProtocol, type Assigner, type Cluster } from 'kafkajs';

import { groupAssigner } from '../../../kafka/src/group/group-assigner.js';
import { laneAssignment } from './lane-assignment.js';

const COUNTS: Readonly<Record<string, number>> = { leavers: 6, sessions: 0 };

function assignerOf(held: readonly number[]): Assigner {
  const assignment = laneAssignment({
    inputs: ['leavers', 'sessions'],
    commands: 'commands',
    lanes: 4,
    partitionCount: (topic) => COUNTS[topic] ?? 0,
    held: () => held,
  });
  const create = groupAssigner(assignment, () => undefined);
  return create({ cluster: {} as Cluster, groupId: 'g', logger: {} as never });
}

/** As Kafka reads it: ConsumerProtocolSubscription.json, whose version 0 ends after the user data. */
function subscriptionOf(bytes: Buffer): {
  version: number;
  topics: string[];
  userData: string;
  left: number;
} {
  let at = 0;
  const int16 = (): number => bytes.readInt16BE((at += 2) - 2);
  const int32 = (): number => bytes.readInt32BE((at += 4) - 4);
  const text = (length: number): string => bytes.toString('utf8', at, (at += length));
  const version = int16();
  const topics = Array.from({ length: int32() }, () => text(int16()));
  return { version, topics, userData: text(int32()), left: bytes.length - at };
}

describe('the assignment of lanes', () => {
  test('writes a subscription that holds what its version says, with all topics and the lanes that are held', () => {
    const { metadata } = assignerOf([1, 3]).protocol({ topics: ['commands'] });
    expect(subscriptionOf(metadata)).toEqual({
      version: 0,
      topics: ['commands', 'leavers', 'sessions'],
      userData: '[1,3]',
      left: 0,
    });
  });

  test('hands out lanes by the commands topic, and shows the partitions of inputs that are there beside them', async () => {
    const assigner = assignerOf([]);
    const { metadata } = assignerOf([2]).protocol({ topics: [] });
    const members = [
      { memberId: 'a', memberMetadata: Buffer.from('of another program') },
      { memberId: 'b', memberMetadata: metadata },
    ];
    const assigned = await assigner.assign({ members, topics: ['commands'] });
    const byMember = new Map(
      assigned.map(({ memberId, memberAssignment }) => [
        memberId,
        AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment,
      ]),
    );
    expect(byMember.get('a')).toEqual({ commands: [0, 1], leavers: [0, 1, 4, 5], sessions: [] });
    expect(byMember.get('b')).toEqual({ commands: [2, 3], leavers: [2, 3], sessions: [] });
  });

  test('reads what an instance of an earlier version holds, whose subscription says version 1', async () => {
    const { MemberMetadata, MemberAssignment } = AssignerProtocol;
    const memberMetadata = MemberMetadata.encode({
      version: 1,
      topics: ['commands'],
      userData: Buffer.from('[3]'),
    });
    const members = [
      { memberId: 'a', memberMetadata },
      { memberId: 'b', memberMetadata },
    ];
    const [first] = await assignerOf([]).assign({ members, topics: ['commands'] });
    const decoded = MemberAssignment.decode(first?.memberAssignment ?? Buffer.alloc(0));
    expect(decoded?.assignment['commands']).toContain(3);
  });
});
