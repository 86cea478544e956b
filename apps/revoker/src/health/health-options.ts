import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { Metrics } from '#libs/observability';
import type { Liveness } from './liveness.js';
import type { ReadinessSource } from './readiness.port.js';

export interface HealthOptions {
  readonly liveness: Liveness;
  /** The service is ready when all of them are. */
  readonly readiness: readonly ReadinessSource[];
  readonly metrics: Metrics;
}

export const { ConfigurableModuleClass: ConfigurableHealthModule, MODULE_OPTIONS_TOKEN: HEALTH_OPTIONS } =
  new ConfigurableModuleBuilder<HealthOptions>().setClassMethodName('forRoot').build();
