import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { HEALTH_OPTIONS, type HealthOptions } from './health-options.js';

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
