import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineOf } from './cells.js';
import { noPaint } from './colours.js';

describe('a line of cells', () => {
  it('pads and cuts each cell to its width', () => {
    const cells = [
      { text: 'ab', width: 4 },
      { text: 'much too long', width: 6 },
      { text: '7', width: 3, align: 'right' },
      { text: 'end', width: 9 },
    ] as const;
    expect(lineOf(cells, 80, noPaint)).toBe('ab    much …    7  end');
  });

  it('paints what is left of a cell, not what pads the line', () => {
    const shout = (_: string, text: string): string => `<${text}>`;
    expect(lineOf([{ text: 'a', width: 3 }, { text: 'b' }], 80, shout)).toBe('<a  >  <b>');
  });

  it('is never longer than the terminal is wide', () => {
    const cell = fc.record({ text: fc.string({ unit: 'grapheme-ascii' }), width: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(cell), fc.nat(60), (cells, columns) => {
        expect(lineOf(cells, columns, noPaint).length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
