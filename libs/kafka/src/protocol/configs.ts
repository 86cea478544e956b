import { errorName } from './error-table.js';
import type { ProtocolRequest } from './protocol-request.js';
import type { NamedResult } from './topics.js';

const TOPIC = 2;
const SET = 0;
const ALL = -1;

export interface TopicConfigs extends NamedResult {
  /** Effective values by name; those that are secret are empty. */
  readonly configs: Readonly<Record<string, string>>;
}

export function describeTopicConfigsRequest(
  topics: readonly string[],
): ProtocolRequest<readonly TopicConfigs[]> {
  return {
    api: 'DescribeConfigs',
    key: 32,
    version: 2,
    encode: (writer) => {
      writer.array(topics, (each, topic) => each.int8(TOPIC).string(topic).int32(ALL)).boolean(false); // synonyms
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const answer = reader.array((each): TopicConfigs => {
        const code = each.int16();
        const message = each.string();
        each.int8(); // resource type
        const name = each.string();
        const entries = each.array((entry) => {
          const config = [entry.string(), entry.string()] as const;
          entry.boolean(); // read only
          entry.int8(); // source
          entry.boolean(); // sensitive
          entry.array((synonym) => [synonym.string(), synonym.nullableString(), synonym.int8()]);
          return config;
        });
        const configs = Object.fromEntries(entries);
        return { name, configs, ...(code !== 0 && { error: errorName(code), message }) };
      });
      return { throttleMs, answer };
    },
  };
}

/**
 * Sets the named settings of a topic and leaves the others alone. The older
 * AlterConfigs, the only one that kafkajs has, resets every setting that is not
 * named.
 */
export function alterTopicConfigsRequest(
  topic: string,
  configs: Readonly<Record<string, string>>,
): ProtocolRequest<readonly NamedResult[]> {
  return {
    api: 'IncrementalAlterConfigs',
    key: 44,
    version: 0,
    encode: (writer) => {
      writer
        .array([topic], (each, name) =>
          each
            .int8(TOPIC)
            .string(name)
            .array(Object.entries(configs), (inner, [config, value]) =>
              inner.string(config).int8(SET).string(value),
            ),
        )
        .boolean(false); // validate only
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const answer = reader.array((each): NamedResult => {
        const code = each.int16();
        const message = each.string();
        each.int8(); // resource type
        return { name: each.string(), ...(code !== 0 && { error: errorName(code), message }) };
      });
      return { throttleMs, answer };
    },
  };
}
