import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { HEALTH_OPTIONS, type HealthOptions } from './health-options.js';
import type { ReadinessSource } from './readiness.port.js';

@Controller('health')
export class HealthController {
  constructor(
    @Inject(HEALTH_OPTIONS) private readonly options: HealthOptions,
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** 503 means: kill me. That Kafka or PingOne cannot be reached is no reason, and neither is a shutdown. */
  @Get('live')
  @HealthCheck()
  live(): { readonly status: 'ok' } {
    const problem = this.options.liveness.causeOfDeath;
    if (problem !== undefined) {
      throw new ServiceUnavailableException({ status: 'error', problem });
    }
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check(this.options.readiness.map((source) => () => this.indicate(source)));
  }

  private indicate(source: ReadinessSource): HealthIndicatorResult {
    const indicator = this.indicators.check(source.name);
    const { ready, problem, details } = source.readiness();
    if (!ready) {
      return indicator.down({ problem, details });
    }
    return problem === undefined ? indicator.up({ details }) : indicator.degraded({ problem, details });
  }
}
