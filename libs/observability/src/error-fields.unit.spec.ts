import { describe, expect, it } from '@jest/globals';
import { errorFields } from './error-fields.js';

describe('The fields of an error in the log', () => {
  it('hold name, code, message and places, and no other property', () => {
    const error = Object.assign(new TypeError('went\nwrong'), {
      code: 'ETIMEDOUT',
      options: { headers: { authorization: 'canary' } },
    });
    const fields = errorFields(error);
    expect(fields).toMatchObject({
      errorName: 'TypeError',
      errorCode: 'ETIMEDOUT',
      errorMessage: 'went\nwrong',
    });
    expect(fields['errorStack']).toMatch(/^at .*error-fields/);
    expect(fields['errorStack']).not.toContain('wrong');
    expect(JSON.stringify(fields)).not.toContain('canary');
  });

  it('name the first few causes', () => {
    const chain = [4, 3, 2, 1].reduce<Error | undefined>(
      (cause, depth) => new Error(`cause ${depth}`, { cause }),
      undefined,
    );
    expect(errorFields(new Error('top', { cause: chain }))['errorCauses']).toEqual([
      'Error: cause 1',
      'Error: cause 2',
      'Error: cause 3',
    ]);
  });

  it('cut long messages', () => {
    expect(errorFields(new Error('x'.repeat(5_000)))['errorMessage']).toHaveLength(1_001);
  });

  it.each<[unknown, object]>([
    ['text', { errorName: 'string', errorMessage: 'text' }],
    [
      { status: 'error', message: 'Internal server error', token: 'canary' },
      { errorName: 'object', errorMessage: 'Internal server error' },
    ],
    [undefined, { errorName: 'undefined', errorMessage: '' }],
    [null, { errorName: 'object', errorMessage: '' }],
    [42, { errorName: 'number', errorMessage: '' }],
  ])('describe %j', (thrown, fields) => {
    expect(errorFields(thrown)).toEqual(fields);
  });
});
