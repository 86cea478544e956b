import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { Log, LogFields } from './log.port.js';
import { NestLog } from './nest-log.js';

function recording() {
  const lines: (readonly [level: string, fields: LogFields, message: string])[] = [];
  const at = (level: string) => (fields: LogFields, message: string) =>
    void lines.push([level, fields, message]);
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { lines, nest: new NestLog(log) };
}

describe('NestLog', () => {
  it('writes how Nest starts its modules at the level debug', () => {
    const { lines, nest } = recording();
    nest.log('Mapped {/metrics, GET} route', 'RouterExplorer');
    expect(lines).toEqual([['debug', { context: 'RouterExplorer' }, 'Mapped {/metrics, GET} route']]);
  });

  it('writes an error without its other properties', () => {
    const { lines, nest } = recording();
    nest.error(Object.assign(new Error('broken'), { body: 'canary' }), undefined, 'ExceptionsHandler');
    expect(lines).toMatchObject([['error', { context: 'ExceptionsHandler', errorName: 'Error' }, 'broken']]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('writes a stack as its places', () => {
    const { lines, nest } = recording();
    nest.error('broken', 'Error: canary\n    at f (file.js:1:1)', 'RpcExceptionsHandler');
    expect(lines).toEqual([
      ['error', { context: 'RpcExceptionsHandler', errorStack: 'at f (file.js:1:1)' }, 'broken'],
    ]);
  });

  it('does not look into objects', () => {
    const { lines, nest } = recording();
    nest.warn({ token: 'canary' });
    expect(lines).toEqual([['warn', { errorName: 'object', errorMessage: '' }, 'Nest gave no message.']]);
  });

  it("gets the lines of Nest's own Logger", () => {
    const { lines, nest } = recording();
    Logger.overrideLogger(nest);
    try {
      new Logger('Here').warn('careful');
    } finally {
      Logger.overrideLogger(true);
    }
    expect(lines).toEqual([['warn', { context: 'Here' }, 'careful']]);
  });
});
