import { styleText } from 'node:util';
import type { Connection } from '../testbed/connection.js';

/** What there is to look at, and how to join in. */
export function bannerOf({ brokers, topics, urls }: Connection): readonly string[] {
  const strong = (text: string): string => styleText('bold', text);
  const entry = (name: string, text: string): string => `  ${name.padEnd(14)}${text}`;
  return [
    '',
    strong('Look at'),
    entry('readiness', urls.ready),
    entry('metrics', urls.metrics),
    entry('PingOne', `${urls.pingoneState} (simulated: what it holds, and what was done to it)`),
    entry('Kafka', brokers.join()),
    entry('events', `${topics['user.deprovisioned']}, ${topics['session.terminated']}`),
    entry('outcomes', topics['revocation.completed']),
    entry('dead letters', topics['revocation.dead-letter']),
    entry('log', '.sandbox/service.log'),
    entry('connection', '.sandbox/connection.json'),
    strong('Publish an event of your own, from another terminal'),
    '  npm run --silent revokerctl -- publish .sandbox/event.json --wait',
    styleText('dim', '  (a person made up for this; edit it, take any file, or see publish --help)'),
    strong('Ctrl-C stops everything.'),
    '',
  ];
}
