import { errorName } from './error-names.js';
import type { ProtocolRequest } from './protocol-request.js';

const TOPIC_RESOURCE = 2;
const SET = 0;

export interface AlterConfigsError {
  readonly error: string;
  readonly message: string;
}

/**
 * Sets the named settings of a topic and leaves the others alone. kafkajs only has
 * AlterConfigs, which resets every setting that is not named. Answers with the
 * error, or undefined.
 */
export function alterTopicConfigsRequest(
  topic: string,
  configs: Readonly<Record<string, string>>,
): ProtocolRequest<AlterConfigsError | undefined> {
  return {
    api: 'IncrementalAlterConfigs',
    key: 44,
    version: 0,
    encode: (writer) => {
      writer
        .array([topic], (each, name) =>
          each
            .int8(TOPIC_RESOURCE)
            .string(name)
            .array(Object.entries(configs), (inner, [config, value]) =>
              inner.string(config).int8(SET).string(value),
            ),
        )
        .boolean(false); // validate only
    },
    decode: (reader) => {
      const throttleMs = reader.int32();
      const [failure] = reader
        .array((each) => {
          const code = each.int16();
          const message = each.string();
          each.int8(); // resource type
          each.string(); // resource name
          return { code, message };
        })
        .filter(({ code }) => code !== 0);
      return { throttleMs, answer: failure && { error: errorName(failure.code), message: failure.message } };
    },
  };
}
