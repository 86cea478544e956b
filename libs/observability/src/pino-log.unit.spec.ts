import { describe, expect, it } from '@jest/globals';
import type { LogFields } from './log.port.js';
import { createLogs, type LogOptions } from './pino-log.js';
import { Secret } from '../../redaction/src/secret.js';

function logging(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const logs = createLogs({
    level: 'info',
    form: 'json',
    service: 'test',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  });
  return { logs, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('The log', () => {
  it('writes one JSON object a line, with level, time, component and fields', () => {
    const { logs, lines, parsed } = logging();
    logs('lanes').warn({ lane: 3, partitions: [1, 9] }, 'Dropped a lane.');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(parsed()[0]).toMatchObject({
      level: 'warn',
      service: 'test',
      component: 'lanes',
      lane: 3,
      partitions: [1, 9],
      msg: 'Dropped a lane.',
    });
    expect(new Date(String(parsed()[0]?.['time'])).getTime()).not.toBeNaN();
  });

  it('leaves out what is below its level', () => {
    const { logs, parsed } = logging({ level: 'warn' });
    const log = logs('a');
    log.debug({}, 'debug');
    log.info({}, 'info');
    log.warn({}, 'warn');
    log.error({}, 'error');
    expect(parsed().map((line) => line['msg'])).toEqual(['warn', 'error']);
  });

  it.each(['json', 'readable'] as const)('prints no secret, however it got into a line (%s)', (form) => {
    const { logs, lines } = logging({ form, secrets: [new Secret('canary-known-secret')] });
    const leaky = Object.assign(new Error('canary-known-secret'), {
      options: { body: 'canary-in-an-error' },
    });
    const fields = {
      token: 'canary-in-a-field',
      wrapped: new Secret('canary-wrapped'),
      nested: { client_secret: 'canary-nested' },
      header: 'Bearer canary-bearer-token',
      error: leaky,
    };
    // What the type of the port forbids, as a cast would let it through.
    logs('a').error(
      fields as unknown as LogFields,
      'refused eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.canary',
    );
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('refused [redacted]');
  });

  it('writes readable lines for a terminal', () => {
    const { logs, lines } = logging({ form: 'readable' });
    logs('lanes').info({ lane: 3 }, 'Took a lane.');
    expect(lines.join('').replace(/\u001b\[\d+m/g, '')).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: \[lanes\] Took a lane\. \{"lane":3\}\n$/,
    );
  });
});
