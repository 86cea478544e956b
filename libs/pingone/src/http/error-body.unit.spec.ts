import { describe, expect, it } from '@jest/globals';
import { readErrorBody } from './error-body.js';

const body = (json: unknown): string => JSON.stringify(json);

describe('an error body', () => {
  it('of the platform gives code and message with its details', () => {
    const detail = { code: 'SIZE_LIMIT_EXCEEDED', target: 'tokenIds', message: 'too many' };
    const json = { id: 'x', code: 'INVALID_DATA', message: 'Could not be completed.', details: [detail] };
    expect(readErrorBody(body(json), [])).toEqual({
      code: 'INVALID_DATA',
      message: 'Could not be completed. SIZE_LIMIT_EXCEEDED (tokenIds): too many',
    });
  });

  it.each(['innererror', 'innerError'])('spells the inner error %s', (name) => {
    const detail = {
      code: 'OUT_OF_RANGE',
      [name]: { maximumValue: 100, retryAfter: '2026-01-01T00:00:00Z' },
    };
    expect(readErrorBody(body({ code: 'REQUEST_LIMITED', message: 'No.', details: [detail] }), [])).toEqual({
      code: 'REQUEST_LIMITED',
      message: 'No. OUT_OF_RANGE [maximumValue 100]',
      retryAfter: '2026-01-01T00:00:00Z',
    });
  });

  it('of OAuth gives error and description', () => {
    const json = { error: 'unsupported_token_type', error_description: 'The token has no sid.' };
    expect(readErrorBody(body(json), [])).toEqual({
      code: 'unsupported_token_type',
      message: 'The token has no sid.',
    });
  });

  it('without words says its code', () => {
    expect(readErrorBody(body({ code: 'NOT_FOUND', details: [{}, 3, null] }), [])?.message).toBe('NOT_FOUND');
  });

  it('shows no secret of the request', () => {
    const json = { error: 'invalid_request', error_description: 'bad token abc' };
    expect(readErrorBody(body(json), ['abc'])?.message).toBe('bad token [redacted]');
  });

  it.each([
    '',
    '<html>503</html>',
    'null',
    '[]',
    '"NOT_FOUND"',
    '{}',
    '{"message":"no code"}',
    '{"code":503}',
    '{"code":"with spaces in it"}',
  ])('that PingOne would not write is none: %s', (text) => {
    expect(readErrorBody(text, [])).toBeUndefined();
  });
});
