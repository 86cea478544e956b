import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rollUp } from './roll-up.js';
import { STEP_STATUSES, type OutcomeStatus, type StepStatus } from './step-status.js';

describe('one step', () => {
  const cases: Readonly<Record<StepStatus, OutcomeStatus>> = {
    done: 'completed',
    skipped: 'completed',
    partial: 'partial',
    failed: 'failed',
    'not-revocable': 'failed',
    unknown: 'failed',
    rejected: 'failed',
  };
  test.each(Object.entries(cases))('%s gives %s', (step, status) => {
    expect(rollUp([step as StepStatus])).toEqual({ status });
  });
});

describe('several steps', () => {
  const cases: readonly (readonly [readonly StepStatus[], OutcomeStatus])[] = [
    [['done', 'done'], 'completed'],
    [['done', 'skipped'], 'completed'],
    [['done', 'failed'], 'partial'],
    [['done', 'not-revocable'], 'partial'],
    [['done', 'unknown'], 'partial'],
    [['done', 'rejected'], 'partial'],
    [['partial', 'partial'], 'partial'],
    [['partial', 'failed', 'skipped'], 'partial'],
    [['failed', 'skipped'], 'failed'],
    [['failed', 'not-revocable', 'unknown', 'rejected'], 'failed'],
  ];
  test.each(cases)('%j gives %s', (steps, status) => {
    expect(rollUp(steps)).toEqual({ status });
  });
});

test('An outcome without any step is a failure that says so', () => {
  expect(rollUp([])).toEqual({ status: 'failed', code: 'nothing-to-revoke' });
});

test('The status depends neither on the order nor on the number of equal steps', () => {
  const steps = fc.array(fc.constantFrom(...STEP_STATUSES), { minLength: 1 });
  fc.assert(
    fc.property(steps, (some) => {
      expect(rollUp([...some, ...some].reverse())).toEqual(rollUp([...new Set(some)]));
    }),
  );
});
