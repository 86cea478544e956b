import { expect, test } from '@jest/globals';
import { CloudEvent, Kafka } from 'cloudevents';
import { outcomeExampleNamed, outcomeExamples } from '../../support/examples.js';
import { outcomeId } from '../identity/ids.js';
import { OUTCOME_SCHEMA, outcomeMessage } from './outcome-message.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test.each(outcomeExamples().map((example) => [example.name, example.outcome] as const))(
  'the CloudEvents SDK reads the outcome %s',
  (_, outcome) => {
    const context = { key: 'the key', causationId: outcome.eventId, traceparent: TRACEPARENT };
    const { key, value, headers } = outcomeMessage(outcome, context);
    expect(key).toBe('the key');

    const text = Object.fromEntries(
      Object.entries(headers).map(([name, header]) => [name, header.toString()]),
    );
    const message = { headers: text, value, body: value };
    const event = Kafka.toEvent(message);
    if (!(event instanceof CloudEvent)) {
      throw new Error('one message is one event');
    }
    expect(event).toMatchObject({
      specversion: '1.0',
      id: outcomeId(outcome.revocationId, outcome.revision),
      source: `/pingone-revocation/${outcome.environmentId}`,
      type: 'revocation.completed',
      subject: outcome.userId ?? outcome.sessionId ?? outcome.username,
      time: outcome.completedAt,
      datacontenttype: 'application/json',
      dataschema: OUTCOME_SCHEMA,
      causationid: outcome.eventId,
      traceparent: TRACEPARENT,
    });
    expect(event['correlationid']).toBe(outcome.correlationId);
    expect(event.data).toEqual(outcome);
    expect(event.validate()).toBe(true);
  },
);

test('An outcome message has no header for what is not known', () => {
  const { outcome } = outcomeExampleNamed('failed.invalid-event');
  const { headers } = outcomeMessage(outcome, { key: null, causationId: outcome.eventId });
  expect(Object.keys(headers)).not.toContain('ce_correlationid');
  expect(Object.keys(headers)).not.toContain('ce_traceparent');
});
