import {
  BaseRpcContext,
  Server,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';

import type { Intake } from '../ports/intake.port.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { LaneRuntime } from '../runtime/lane-runtime.js';
import type { LanesHealth } from '../runtime/health.js';
import type { LanesOptions } from '../runtime/lanes-options.js';
import { handlerAnswer } from './handler-answer.js';
import { wireHandlers } from './wire-handlers.js';

/**
 * Lanes as a transport of Nest: an `@EventPattern` handler is given each record
 * of its topic as the broker gave it, and answers with an `Intake`. Whatever
 * else it does (throw, return nothing, an empty stream) goes to the fallback;
 * nothing ever travels into the client library (nestjs/nest #10972, #14664).
 */
export class LaneStrategy<Entry> extends Server implements CustomTransportStrategy {
  /** The intake waits for the handler's stream, so Nest need not log its failure a second time. */
  override readonly propagatesEventHandlerErrors = true;
  readonly #runtime: LaneRuntime<Entry>;
  #handlers: ReadonlyMap<string, MessageHandler> = new Map();

  constructor(private readonly options: LanesOptions<Entry>) {
    super();
    this.#runtime = new LaneRuntime(options, (record) => this.#takeIn(record));
  }

  /** Calls back as soon as the handlers are complete; Kafka may take longer, see `health`. */
  listen(callback: (error?: Error) => void): void {
    try {
      this.#handlers = wireHandlers(this.messageHandlers, this.options.topics.inputs);
    } catch (error) {
      callback(error as Error);
      return;
    }
    this.#runtime.start();
    callback();
  }

  async close(): Promise<void> {
    await this.#runtime.close();
  }

  health(): LanesHealth {
    return this.#runtime.health();
  }

  override on(): never {
    throw new Error('Lanes have no events to listen to; ask for their health');
  }

  override unwrap<T>(): T {
    return this.#runtime as T;
  }

  async #takeIn(record: LaneRecord): Promise<Intake<Entry>> {
    const handler = this.#handlers.get(record.topic);
    const answer = await handlerAnswer(handler?.(record, new BaseRpcContext([record])));
    // Checked by the intake: nothing is known of what a handler returns.
    return answer as Intake<Entry>;
  }
}
