import type { Secret } from '#libs/redaction';

/** How to reach Kafka. Nothing in it has a default: the service's settings decide. */
export interface KafkaSettings {
  /** `host:port`, at least one; the others are found through it. */
  readonly brokers: readonly string[];
  /** What brokers log and apply quotas by. */
  readonly clientId: string;
  /** Absent: plain text. Empty: TLS with the system's authorities. */
  readonly ssl?: KafkaTls;
  readonly sasl?: KafkaSasl;
}

/** PEM texts, not file names. `certPem` and `keyPem` together make it mutual TLS. */
export interface KafkaTls {
  readonly caPem?: string;
  readonly certPem?: string;
  readonly keyPem?: Secret;
}

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: Secret;
}
