import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { anAnswer } from '../../test/answers.js';
import { fakeWorld } from '../../test/fake-world.js';
import { isRight, type Verdict } from '../check/verdict.js';
import { SAMPLES } from '../samples/catalogue.js';
import { summaryOf } from './summary.js';

const [sample] = SAMPLES.map((make) => make(fakeWorld()));
if (sample === undefined) {
  throw new Error('There are no samples');
}
const verdict: Verdict = {
  results: [
    { sample, answer: anAnswer(), problems: [] },
    { sample, problems: ['no answer'] },
  ],
  problems: [],
  records: 2,
  outcomes: 1,
  deadLetters: 0,
  counts: { consumed: 2, ignored: 0, open: 1 },
};
const right: Verdict = { ...verdict, results: verdict.results.slice(0, 1) };

describe('the summary', () => {
  it('has a row for every sample, and under a wrong one what is wrong with it', () => {
    const lines = summaryOf(verdict).map(stripVTControlCharacters);
    expect(lines.slice(2, 5)).toEqual([
      expect.stringMatching(/^ok +completed +812 ms .* OATH 3 of 3$/),
      expect.stringMatching(/^wrong +missing /),
      '         no answer',
    ]);
    expect(lines.slice(-2)).toEqual([
      '2 records = 1 outcomes + 0 dead letters + 0 ignored + 1 open',
      '1 of 2 samples did not end as expected.',
    ]);
  });

  it('is right only if every sample is, and nothing beside them is wrong', () => {
    expect(isRight(right)).toBe(true);
    expect(isRight(verdict)).toBe(false);
    expect(isRight({ ...right, problems: ['A stray answer.'] })).toBe(false);
  });
});
