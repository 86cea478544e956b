import { parseArgs } from 'node:util';
import { INPUT_TOPICS, type InputTopic } from '../house/names.js';
import { isRefused, parse, refused, type Refused } from './arguments.js';

export const PUBLISH_USAGE = `Usage: npx node dist/apps/sandbox/src/publish.js --topic TOPIC --file FILE [--key KEY]

Publishes a file, as it is, as one event of the sandbox that runs in this folder.

  --topic TOPIC  ${INPUT_TOPICS.join(' or ')}
  --file FILE    - is the standard input; with "specversion" in it, it is sent as a CloudEvent
  --key KEY      of the record: the user or session id of the event unless set
  --help         this text`;

export type PublishArguments =
  | { readonly kind: 'publish'; readonly topic: InputTopic; readonly file: string; readonly key?: string }
  | { readonly kind: 'help' }
  | Refused;

export function readPublishArguments(args: readonly string[]): PublishArguments {
  const parsed = parse(() =>
    parseArgs({
      args: [...args],
      options: {
        topic: { type: 'string' },
        file: { type: 'string' },
        key: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }),
  );
  if (isRefused(parsed)) {
    return parsed;
  }
  const { topic: name, file, key, help } = parsed.values;
  if (help === true) {
    return { kind: 'help' };
  }
  const topic = INPUT_TOPICS.find((known) => known === name);
  if (topic === undefined) {
    return refused(`--topic must be ${INPUT_TOPICS.join(' or ')}.`);
  }
  if (file === undefined) {
    return refused('--file must name the file to publish.');
  }
  return { kind: 'publish', topic, file, ...(key === undefined ? {} : { key }) };
}
