import { Controller, Inject } from '@nestjs/common';
import { ClientKafka, Ctx, EventPattern, KafkaContext, Payload } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { PingOne } from './pingone.js';
import { settings } from './settings.js';

export const PUBLISHER = Symbol('PUBLISHER');

interface UserDeprovisioned {
  readonly oathTokenIds: readonly string[];
}

interface SessionTerminated {
  readonly tokens: readonly { readonly clientId: string; readonly token: string }[];
}

/**
 * The same job as its documentation would have it: one event at a time, revoke,
 * wait for the end, emit the outcome. No write-ahead, no recognition of repeats,
 * no limit of requests, nothing that survives a crash: it is compared for speed
 * only, and it does less.
 */
@Controller()
export class RevocationController {
  constructor(
    private readonly pingone: PingOne,
    @Inject(PUBLISHER) private readonly publisher: ClientKafka,
  ) {}

  @EventPattern<string>(settings.topicUserDeprovisioned)
  async userDeprovisioned(@Payload() event: UserDeprovisioned, @Ctx() context: KafkaContext): Promise<void> {
    const receivedAt = new Date();
    await this.pingone.revokeOathTokens(event.oathTokenIds);
    await this.#publish(context, receivedAt);
  }

  @EventPattern<string>(settings.topicSessionTerminated)
  async sessionTerminated(@Payload() event: SessionTerminated, @Ctx() context: KafkaContext): Promise<void> {
    const receivedAt = new Date();
    for (const { clientId, token } of event.tokens) {
      await this.pingone.revokeToken(clientId, token);
    }
    await this.#publish(context, receivedAt);
  }

  async #publish(context: KafkaContext, receivedAt: Date): Promise<void> {
    const { key, headers } = context.getMessage();
    const value = {
      eventId: String(headers?.['ce_id']),
      status: 'completed',
      receivedAt: receivedAt.toISOString(),
      completedAt: new Date().toISOString(),
    };
    await lastValueFrom(this.publisher.emit(settings.topicCompleted, { key, value }));
  }
}
