import { describe, expect, it } from '@jest/globals';
import { readPublishArguments } from './publish-arguments.js';

const topic = ['--topic', 'user.deprovisioned'];
const file = ['--file', 'event.json'];

describe('the arguments of publish', () => {
  it('name a topic and a file, and perhaps a key', () => {
    const publish = { kind: 'publish', topic: 'user.deprovisioned', file: 'event.json' };
    expect(readPublishArguments([...topic, ...file])).toEqual(publish);
    expect(readPublishArguments([...topic, ...file, '--key', 'k'])).toEqual({ ...publish, key: 'k' });
  });

  it.each([
    { args: file, sentence: '--topic must be user.deprovisioned or session.terminated.' },
    {
      args: ['--topic', 'revocation.ledger', ...file],
      sentence: '--topic must be user.deprovisioned or session.terminated.',
    },
    { args: topic, sentence: '--file must name the file to publish.' },
    { args: [...topic, ...file, '--force'], sentence: "Unknown option '--force'." },
  ])('$args are refused with one sentence', ({ args, sentence }) => {
    expect(readPublishArguments(args)).toEqual({ kind: 'refused', sentence });
  });
});
