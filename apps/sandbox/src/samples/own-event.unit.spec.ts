import { describe, expect, it } from '@jest/globals';
import { toMessage } from './own-event.js';

describe("a person's own event", () => {
  it.each([
    { text: '{"userId":"u-1","oathTokenIds":[]}', key: 'u-1' },
    { text: '{"sessionId":"s-1"}', key: 's-1' },
    { text: '{"specversion":"1.0","data":{"username":"ada"}}', key: 'ada' },
    { text: '{"userId":7}', key: null },
    { text: 'not JSON', key: null },
    { text: '[]', key: null },
  ])('has the key of who it is about: $text', ({ text, key }) => {
    expect(toMessage(text)).toMatchObject({ key, value: text });
  });

  it('has another key if one is given', () => {
    expect(toMessage('{"userId":"u-1"}', 'mine').key).toBe('mine');
  });

  it('is a structured CloudEvent if it says so, and plain otherwise', () => {
    expect(toMessage('{"specversion":"1.0","data":{}}').headers['content-type']).toContain(
      'cloudevents+json',
    );
    expect(toMessage('{"userId":"u-1"}').headers).toEqual({});
  });
});
