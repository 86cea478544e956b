import type { TopicNames } from './names.js';

export const CONNECTION_FILE = 'connection.json';

export interface Urls {
  readonly live: string;
  readonly ready: string;
  readonly metrics: string;
  /** The simulated PingOne: everything that it holds and has done. */
  readonly pingoneState: string;
}

/** How to reach a running sandbox: revokerctl looks for it. Holds the secrets of its simulated PingOne. */
export interface Connection {
  readonly processId: number;
  readonly brokers: readonly string[];
  /** By their default names. */
  readonly topics: TopicNames;
  readonly urls: Urls;
  /** Variables that make the service, or the command line, one of this sandbox. */
  readonly environment: Readonly<Record<string, string>>;
}
