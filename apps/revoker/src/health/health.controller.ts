import {
  All,
  Controller,
  Get,
  Header,
  Inject,
  MethodNotAllowedException,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { HEALTH_OPTIONS, type HealthOptions } from './health-options.js';
import type { ReadinessSource } from './readiness.port.js';
import type { ServerResponse } from 'node:http';

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

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(HEALTH_OPTIONS) private readonly options: HealthOptions) {}

  @Get()
  metrics(@Res({ passthrough: true }) response: ServerResponse): Promise<string> {
    const { registry } = this.options.metrics;
    response.setHeader('Content-Type', registry.contentType);
    return registry.metrics();
  }
}

/** Comes after the controllers that answer GET: this port is for looking only. */
@Controller()
export class OtherMethodsController {
  @All(['health/live', 'health/ready', 'metrics'])
  @Header('Allow', 'GET, HEAD')
  refuse(): never {
    throw new MethodNotAllowedException();
  }
}
