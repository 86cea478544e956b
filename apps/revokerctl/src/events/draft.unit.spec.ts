import { describe, expect, test } from '@jest/globals';
import { readAsService } from '#libs/operations';
import { CliError } from '../cli/cli-error.js';
import { recordOf } from './check.js';
import { type Draft, type DraftOptions, toDraft } from './draft.js';
import { readWrittenEvents } from './written-events.js';

const USER = '00000000-0000-4000-8000-000000000001';
const options: DraftOptions = { newId: () => 'new-id', time: '2026-03-02T17:00:00Z' };
const draft = (json: object, more: Partial<DraftOptions> = {}): Draft =>
  toDraft({ where: 'the event', json: json as Readonly<Record<string, unknown>> }, { ...options, ...more });

describe('an event that is written down', () => {
  test('An event that is written down as its data becomes a CloudEvent with an id, a time and a key', () => {
    const { headers, key, value, type } = draft({ userId: USER, oathTokenIds: [USER], eventSource: '/hr' });
    expect({ headers, key, type, data: JSON.parse(value) as unknown }).toEqual({
      type: 'user.deprovisioned',
      key: USER,
      data: { userId: USER, oathTokenIds: [USER] },
      headers: {
        ce_specversion: '1.0',
        ce_type: 'user.deprovisioned',
        ce_source: '/hr',
        ce_id: 'new-id',
        ce_time: '2026-03-02T17:00:00Z',
        'content-type': 'application/json',
      },
    });
  });

  test('An event that is written down as a structured CloudEvent keeps its attributes and extensions', () => {
    const { headers, key } = draft({
      specversion: '1.0',
      id: 'evt-1',
      source: '/sessions',
      type: 'com.example.session.terminated',
      correlationid: 'case-1',
      datacontenttype: 'application/json',
      data: { sessionId: 's-1' },
    });
    expect({ headers, key }).toEqual({
      key: 's-1',
      headers: {
        ce_specversion: '1.0',
        ce_id: 'evt-1',
        ce_source: '/sessions',
        ce_type: 'com.example.session.terminated',
        ce_correlationid: 'case-1',
        'content-type': 'application/json',
      },
    });
  });

  test('An event that is written down as a record is taken as it is', () => {
    const record = { key: 'k', headers: { ce_type: 'session.terminated' }, value: 'not JSON' };
    expect(draft(record)).toEqual({
      where: 'the event',
      type: 'session.terminated',
      key: 'k',
      headers: { ce_type: 'session.terminated' },
      value: 'not JSON',
    });
  });

  test('An event that is written down obeys the command line more than itself', () => {
    const { headers, key } = draft(
      { userId: USER, eventId: 'own' },
      { type: 'session.terminated', id: 'told', key: 'k' },
    );
    expect([headers['ce_id'], headers['ce_type'], key]).toEqual(['told', 'session.terminated', 'k']);
  });

  test.each<readonly [object, string | undefined]>([
    [{ sessionId: 's' }, 'session.terminated'],
    [{ username: 'ada' }, 'user.deprovisioned'],
    [{ userId: USER, serialNumbers: ['1'] }, 'user.deprovisioned'],
    [{ userId: USER }, undefined],
    [{ sessionId: 's', username: 'ada' }, undefined],
  ])('An event that is written down with %j is a %s', (data, type) => {
    if (type === undefined) {
      expect(() => draft(data)).toThrow(CliError);
    } else {
      expect(draft(data).type).toBe(type);
    }
  });

  test('An event that is written down is read by the service as it was meant', () => {
    const written = draft({ userId: USER, oathTokenIds: [USER], eventId: 'evt-1', eventSource: '/hr' });
    const read = readAsService(recordOf(written, 'user.deprovisioned', 0), written.type);
    expect(read).toMatchObject({
      kind: 'event',
      event: { eventId: 'evt-1', eventSource: '/hr', data: { userId: USER } },
    });
  });
});

describe('a text of events', () => {
  test.each([
    ['one object, on several lines', '{\n"a": 1\n}', [{ a: 1 }]],
    ['a list', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['JSON lines, with empty ones', '{"a":1}\n\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
    ['a byte order mark', '\uFEFF{"a":1}', [{ a: 1 }]],
    ['nothing', '  \n', []],
  ])('A text of events may be %s', (_, text, expected) => {
    expect(readWrittenEvents(text, 'x').map(({ json }) => json)).toEqual(expected);
  });

  test.each([
    ['{"a":1}\n{"a":', 'events.jsonl, line 2'],
    ['[1]', 'events.jsonl, the event'],
    ['[{},1]', 'events.jsonl, event 2'],
  ])('A text of events names the place that is none: %j', (text, where) => {
    expect(() => readWrittenEvents(text, 'events.jsonl')).toThrow(where);
  });
});
