/**
 * Whether the process can still come to do its work without being started anew.
 * An outage is no reason to die, however long: only what cannot be mended from
 * within is, such as a Kafka consumer that ended for good (tulios/kafkajs #1443).
 */
export class Liveness {
  #reason: string | undefined;

  /** There is no way back. The first reason stays. */
  declareDead(reason: string): void {
    this.#reason ??= reason;
  }

  get causeOfDeath(): string | undefined {
    return this.#reason;
  }
}
