import type { Paint, Style } from './colours.js';

/** A piece of a line. Without a width it is as long as it is. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
  readonly width?: number;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/**
 * One line of cells side by side, no longer than `columns`: a line that wraps
 * could not be drawn again in place.
 */
export function lineOf(cells: readonly Cell[], columns: number, paint: Paint): string {
  let line = '';
  let room = columns;
  const last = cells.findLastIndex(({ text }) => text !== '');
  for (const [index, { text, style = 'plain', width, align = 'left' }] of cells
    .slice(0, last + 1)
    .entries()) {
    const gap = index === 0 ? '' : GAP;
    const space = room - gap.length;
    if (space <= 0) {
      break;
    }
    const cell = fit(text, Math.min(width ?? text.length, space), align);
    // What pads the last cell would only be blanks at the end.
    const shown = index === last ? cell.trimEnd() : cell;
    line += gap + paint(style, shown);
    room = space - cell.length;
  }
  return line;
}

function fit(text: string, width: number, align: 'left' | 'right'): string {
  if (text.length > width) {
    return width <= 1 ? '…'.slice(0, width) : `${text.slice(0, width - 1)}…`;
  }
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}
