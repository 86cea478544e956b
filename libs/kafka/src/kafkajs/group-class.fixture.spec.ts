import type { KafkajsConsumerGroup } from './kafkajs-internals.js';
import { stockKafkajs } from './stock-kafkajs.fixture.spec.js';

export interface GroupClass {
  new (options: object): KafkajsConsumerGroup;
  readonly prototype: KafkajsConsumerGroup;
}

/**
 * kafkajs's consumer group, as a class of its own each time: the stock one and a
 * fixed one are there side by side.
 */
export function groupClass(fix?: (prototype: KafkajsConsumerGroup) => void): GroupClass {
  const Stock = stockKafkajs().ConsumerGroup as unknown as GroupClass;
  class Group extends Stock {}
  fix?.(Group.prototype);
  return Group;
}
