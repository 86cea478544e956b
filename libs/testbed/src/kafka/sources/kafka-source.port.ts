import type { Log } from '#libs/observability';

/** A broker that tests, the sandbox or a benchmark may use as they like. */
export interface RunningKafka {
  readonly kind: 'external' | 'container' | 'embedded';
  /** `host:port`, plaintext. */
  readonly brokers: readonly string[];
  /** Ends what was started for this call, data included; a broker that was only found is left alone. */
  stop(): Promise<void>;
}

type Offer =
  | { readonly kind: 'running'; readonly kafka: RunningKafka }
  /** `reason` is a clause for the middle of a sentence: "no container engine answers". */
  | { readonly kind: 'absent'; readonly reason: string };

export interface SourceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * A way to have a broker. To implementers: being unable is an offer (`absent`) and costs little
 * time; throw only where trying the next source would hide a mistake of the person who asked.
 * What was started before a throw or an abort is stopped again.
 */
export type KafkaSource = (context: SourceContext) => Promise<Offer>;
