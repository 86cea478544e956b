import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ConfigurableHealthModule } from './health-options.js';
import { HealthController, MetricsController, OtherMethodsController } from './health.controller.js';

/**
 * `GET /health/live`, `/health/ready` and `/metrics`. Listen before the
 * microservice is started: while Kafka cannot be reached, it says why.
 */
@Module({
  // Terminus would log every probe that fails; the cause of a problem logs it once.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController, OtherMethodsController],
})
export class HealthModule extends ConfigurableHealthModule {}
