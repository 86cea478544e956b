import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeOfJsonError } from './json-place.js';

it.each([
  ['', 1, 1],
  ['{', 1, 2],
  ['{"a": x}', 1, 7],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['{"a": 1,}', 1, 9],
  ['{\n  a: 1\n}', 2, 3],
  ['[1, 2', 1, 6],
  ['[1, "tab\there"]', 1, 5],
  ['{"a": .5}', 1, 7],
  ['{} {}', 1, 4],
])('%j stops being JSON at line %i, column %i', (text, line, column) => {
  expect(() => JSON.parse(text) as unknown).toThrow();
  expect(placeOfJsonError(text)).toEqual({ line, column });
});

it('is behind the end of what is JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(placeOfJsonError(`${text}?`)).toEqual({
        line: text.split('\n').length,
        column: (text.split('\n').at(-1)?.length ?? 0) + 1,
      });
    }),
  );
});
