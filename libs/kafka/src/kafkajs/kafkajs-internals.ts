import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';

import { Kafka } from 'kafkajs';

/*
 * The only place that reaches into kafkajs 2.2.4 beyond its public face, and the
 * types of what it finds there. kafkajs has no "exports" map, so its modules can
 * be required by path; the version is pinned, and `verifyFixes` checks it.
 */

/** One TCP connection. */
export interface KafkajsConnection {
  readonly clientId: string;
  readonly socket: Writable;
  readonly requestQueue: {
    push(request: KafkajsPushedRequest): void;
    maybeThrottle(ms: number): void;
  };
  isConnected(): boolean;
  /** False without SASL, too. */
  isAuthenticated(): boolean;
  /** Nothing without SASL. */
  authenticate(): Promise<void>;
  nextCorrelationId(): number;
}

/** A request that is ready to be written, and whom to tell of its answer. */
interface KafkajsPushedRequest {
  readonly entry: {
    readonly apiKey: number;
    readonly apiName: string;
    readonly apiVersion: number;
    readonly correlationId: number;
    resolve(answered: { readonly payload: Buffer }): void;
    reject(error: Error): void;
  };
  readonly expectResponse: true;
  /** Milliseconds; kafkajs takes the larger one of it and its own setting. */
  readonly requestTimeout: number;
  sendRequest(): void;
}

interface KafkajsConnectionPool {
  getConnection(): Promise<KafkajsConnection>;
}

/** A node and what it speaks; connecting includes ApiVersions and SASL. */
export interface KafkajsBroker {
  readonly connectionPool: KafkajsConnectionPool;
  readonly versions: Readonly<
    Record<number, { readonly minVersion: number; readonly maxVersion: number }>
  > | null;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface KafkajsCluster {
  readonly rootLogger: unknown;
  readonly connectionPoolBuilder: {
    build(destination: { readonly host: string; readonly port: number }): Promise<KafkajsConnectionPool>;
  };
  readonly brokerPool: {
    createBroker(options: {
      readonly connectionPool: KafkajsConnectionPool;
      readonly logger: unknown;
    }): KafkajsBroker;
  };
}

export interface KafkajsConsumerGroup {
  readonly groupId: string;
  readonly cluster: { findGroupCoordinator(query: { readonly groupId: string }): Promise<unknown> };
  coordinator: unknown;
  offsetManager: { coordinator: unknown } | null;
  memberId: string | null;
  /** Of a join or a heartbeat, by the wall clock: epoch milliseconds. */
  lastRequest: number;
  heartbeat(options: { readonly interval: number }): Promise<void>;
  joinAndSync(): Promise<void>;
}

/** A request that is on its way, or waits for its turn. */
export interface KafkajsSocketRequest {
  /** Milliseconds. */
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

export interface KafkajsRequestQueue {
  readonly enforceRequestTimeout: boolean;
  /** Milliseconds. */
  readonly requestTimeout: number;
  readonly maxInFlightRequests: number | null;
  readonly inflight: ReadonlyMap<number, KafkajsSocketRequest>;
  readonly pending: readonly KafkajsSocketRequest[];
  requestTimeoutIntervalId: unknown;
  throttleCheckTimeoutId: unknown;
  isConnected(): boolean;
  scheduleRequestTimeoutCheck(): void;
  sendSocketRequest(request: KafkajsSocketRequest): void;
  maybeThrottle(ms: number): void;
  canSendSocketRequestImmediately(): boolean;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}

interface KafkajsRequestQueueClass {
  readonly prototype: KafkajsRequestQueue;
  new (options: {
    readonly maxInFlightRequests: null;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly clientId: string;
    readonly broker: string;
    readonly logger: unknown;
    readonly isConnected?: () => boolean;
  }): KafkajsRequestQueue;
}

export interface KafkajsInternals {
  readonly version: string;
  readonly ConsumerGroup: { readonly prototype: KafkajsConsumerGroup };
  readonly RequestQueue: KafkajsRequestQueueClass;
  /** Whether the classes above are the ones that `import 'kafkajs'` runs on. */
  readonly isTheImportedCopy: boolean;
}

/** Throws where kafkajs is not laid out as 2.2.4 is. */
export function kafkajsInternals(): KafkajsInternals {
  const require = createRequire(import.meta.url);
  const main = require('kafkajs') as { readonly Kafka: unknown };
  const manifest = require('kafkajs/package.json') as { readonly version: string };
  return {
    version: manifest.version,
    ConsumerGroup: require('kafkajs/src/consumer/consumerGroup') as KafkajsInternals['ConsumerGroup'],
    RequestQueue: require('kafkajs/src/network/requestQueue') as KafkajsRequestQueueClass,
    isTheImportedCopy: main.Kafka === Kafka,
  };
}

/**
 * The cluster inside of a client, had by the one public way to it: kafkajs hands
 * it to the assigners of a consumer. The consumer is never connected.
 */
export function clusterOf(kafka: Kafka): KafkajsCluster {
  const found: KafkajsCluster[] = [];
  kafka.consumer({
    groupId: 'never-joined',
    partitionAssigners: [
      ({ cluster }) => {
        found.push(cluster as unknown as KafkajsCluster); // its public type has none of the parts we need
        return {
          name: '',
          version: 0,
          assign: () => Promise.resolve([]),
          protocol: () => ({ name: '', metadata: Buffer.alloc(0) }),
        };
      },
    ],
  });
  const [cluster] = found;
  if (cluster === undefined) {
    throw new Error('kafkajs no longer hands its cluster to the partition assigners of a consumer.');
  }
  return cluster;
}
