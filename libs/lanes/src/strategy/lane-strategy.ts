import {
  BaseRpcContext,
  Server,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';

import type { HandlerResult } from '../ports/handler-result.port.js';
import type { LaneRecord } from '../ports/lane-record.js';
import { LaneRuntime } from '../supervisor/lane-supervisor.js';
import type { LanesHealth } from '../supervisor/health.js';
import type { LanesOptions } from '../context/lanes-options.js';
import { handlerAnswer, wireHandlers } from './wire-handlers.js';

/**
 * Lanes as a transport of Nest: an `@EventPattern` handler is given each record
 * of its topic as the broker gave it, and answers with a `HandlerResult`. Whatever
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
    this.#runtime = new LaneRuntime(options, (record) => this.#handleRecord(record));
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

  async #handleRecord(record: LaneRecord): Promise<HandlerResult<Entry>> {
    const handler = this.#handlers.get(record.topic);
    const answer = await handlerAnswer(handler?.(record, new BaseRpcContext([record])));
    // Checked by the intake: nothing is known of what a handler returns.
    return answer as HandlerResult<Entry>;
  }
}
