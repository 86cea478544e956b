import type { Kafka } from 'kafkajs';

import type { Log } from '#libs/observability';

import { createKafka } from '../kafkajs/client.js';
import type { KafkaSettings } from '../kafkajs/settings.js';
import {
  GroupMember,
  type GroupDescription,
  type GroupMemberEvents,
  type GroupMemberOptions,
} from './group-member.js';

/** kafkajs gives up after so many tries and crashes, which costs the membership; `coordinator-lookup.fix.ts` makes it safe to try that long. */
const RETRIES = 200;

/** A consumer group, for membership only: what its members read, they read by a KafkaClient. */
export class KafkaGroup {
  constructor(
    private readonly kafka: Kafka,
    readonly id: string,
    private readonly log: Log,
  ) {}

  static of(settings: KafkaSettings, id: string, log: Log): KafkaGroup {
    return new KafkaGroup(createKafka(settings, { log, retries: RETRIES }), id, log);
  }

  /** A member that has not joined yet: `run` does. */
  member(options: GroupMemberOptions, events: GroupMemberEvents): GroupMember {
    return new GroupMember({ kafka: this.kafka, groupId: this.id, log: this.log }, options, events);
  }

  /** How the coordinator describes the group, over a connection of its own; undefined without an answer, or the right Describe on it. */
  async describe(): Promise<GroupDescription | undefined> {
    const admin = this.kafka.admin({ retry: { retries: 1 } });
    try {
      await admin.connect();
      const { groups } = await admin.describeGroups([this.id]);
      return groups[0];
    } catch {
      return undefined;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}
