import type { WriterMessage } from '#libs/kafka';
import type { LaneRecord } from '#libs/lanes';
import type { Topics } from '../src/installation/topics.js';

export function fixtureTopics(prefix = ''): Topics {
  return {
    inputs: {
      'user.deprovisioned': `${prefix}user.deprovisioned`,
      'session.terminated': `${prefix}session.terminated`,
    },
    completed: `${prefix}revocation.completed`,
    deadLetter: `${prefix}revocation.dead-letter`,
    ledger: `${prefix}revocation.ledger`,
    commands: `${prefix}revocation.commands`,
  };
}

/** A message and the partition it is for; its offset is its place among those of the partition. */
export type FixtureMessage = WriterMessage & { readonly partition: number; readonly timestamp: number };

/** Topics in memory: what was put into each, in order, with the offsets that it would have on a broker. */
export class TopicsFixture {
  readonly messages = new Map<string, FixtureMessage[]>();

  constructor(names: readonly string[]) {
    names.forEach((topic) => this.messages.set(topic, []));
  }

  /** Takes the messages away that match; true if there was one. */
  remove(topic: string, matches: (message: FixtureMessage) => boolean): boolean {
    const all = this.#of(topic);
    const kept = all.filter((message) => !matches(message));
    this.messages.set(topic, kept);
    return kept.length < all.length;
  }

  /** As a reader would see them; `from` is the first offset that retention has left. */
  records(topic: string, from = 0): readonly LaneRecord[] {
    const next = new Map<number, number>();
    return this.#of(topic).flatMap((message) => {
      const offset = next.get(message.partition) ?? 0;
      next.set(message.partition, offset + 1);
      return offset < from ? [] : [asRecord(topic, message, BigInt(offset))];
    });
  }

  protected put(topic: string, message: FixtureMessage): LaneRecord {
    const offset = this.nextOffset(topic, message.partition);
    this.#of(topic).push(message);
    return asRecord(topic, message, BigInt(offset));
  }

  protected nextOffset(topic: string, partition: number): number {
    return this.#of(topic).filter((message) => message.partition === partition).length;
  }

  #of(topic: string): FixtureMessage[] {
    return this.messages.get(topic) ?? [];
  }
}

function asRecord(topic: string, message: FixtureMessage, offset: bigint): LaneRecord {
  const { partition, key, value, headers = {}, timestamp } = message;
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text as string)] as const);
  return {
    topic,
    partition,
    offset,
    timestamp,
    key: key === null ? null : Buffer.from(key as string),
    value: value === null ? null : Buffer.from(value as string),
    headers: Object.fromEntries(bytes),
  };
}
