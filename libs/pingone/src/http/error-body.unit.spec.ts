import { describe, expect, it } from '@jest/globals';
import { readErrorBody } from './error-body.js';

const body = (json: unknown): { readonly body: string } => ({ body: JSON.stringify(json) });

describe('an error body', () => {
  it('of the platform gives code and message with its details', () => {
    const detail = { code: 'SIZE_LIMIT_EXCEEDED', target: 'tokenIds', message: 'too many' };
    const json = { id: 'x', code: 'INVALID_DATA', message: 'Could not be completed.', details: [detail] };
    expect(readErrorBody(body(json), [])).toEqual({
      shape: 'platform',
      code: 'INVALID_DATA',
      message: 'Could not be completed. SIZE_LIMIT_EXCEEDED (tokenIds): too many',
    });
  });

  it.each(['innererror', 'innerError'])('spells the inner error %s', (name) => {
    const detail = {
      code: 'OUT_OF_RANGE',
      [name]: { maximumValue: 100, retryAfter: '2026-01-01T00:00:00Z' },
    };
    const json = { id: 'x', code: 'REQUEST_LIMITED', message: 'No.', details: [{}, 3, null, detail] };
    expect(readErrorBody(body(json), [])).toEqual({
      shape: 'platform',
      code: 'REQUEST_LIMITED',
      message: 'No. OUT_OF_RANGE [maximumValue 100]',
      retryAfter: '2026-01-01T00:00:00Z',
    });
  });

  it('without an id is of the platform where the answer has a Correlation-Id, as each of PingOne has', () => {
    const answer = body({ code: 'REQUEST_LIMITED', message: 'No.' });
    expect(readErrorBody({ ...answer, correlationId: 'c-1' }, [])).toMatchObject({ code: 'REQUEST_LIMITED' });
    expect(readErrorBody(answer, [])).toBeUndefined();
  });

  it('of OAuth gives error and description, or its error for want of words', () => {
    const json = { error: 'unsupported_token_type', error_description: 'The token has no sid.' };
    expect(readErrorBody(body(json), [])).toEqual({
      shape: 'oauth',
      code: 'unsupported_token_type',
      message: 'The token has no sid.',
    });
    expect(readErrorBody(body({ error: 'invalid_client' }), [])?.message).toBe('invalid_client');
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
    '{"code":503,"message":"Service Unavailable"}',
    '{"code":"404","message":"no route"}',
    '{"code":"not_found","message":"no route"}',
    '{"code":"with spaces in it","message":"no route"}',
    '{"code":"NOT_FOUND"}',
    '{"error":"not_found"}',
    '{"error":"Not Found","status":404,"path":"/as/revoke"}',
    '{"error":{"code":"NOT_FOUND","message":"no route"}}',
    '{"fault":{"faultstring":"no route"}}',
  ])('that something in between writes is none of PingOne, whatever is in the header: %s', (text) => {
    expect(readErrorBody({ body: text, correlationId: 'c-1' }, [])).toBeUndefined();
  });
});
