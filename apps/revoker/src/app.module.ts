import { Module, type DynamicModule } from '@nestjs/common';
import { RevocationIntake } from '#libs/execution';
import type { Metrics } from '#libs/observability';
import type { Service } from './composition/compose-service.js';
import { SessionTerminatedController, UserDeprovisionedController } from './events/events.controller.js';
import { HealthModule, lanesReadiness, pingOneReadiness, type Liveness } from './health/index.js';

export interface AppOptions {
  readonly service: Service;
  readonly liveness: Liveness;
  readonly metrics: Metrics;
}

/** Two controllers for the events, and the port for health and metrics. */
@Module({})
export class AppModule {
  static forRoot({ service, liveness, metrics }: AppOptions): DynamicModule {
    const { intake, strategy, pingone } = service;
    const readiness = [
      { name: 'lanes', readiness: () => lanesReadiness(strategy.health()) },
      {
        name: 'pingone',
        readiness: () => pingOneReadiness(pingone.gate.scopes(), pingone.gate.budget()),
      },
    ];
    return {
      module: AppModule,
      imports: [HealthModule.forRoot({ liveness, readiness, metrics })],
      controllers: [UserDeprovisionedController, SessionTerminatedController],
      providers: [{ provide: RevocationIntake, useValue: intake }],
    };
  }
}
