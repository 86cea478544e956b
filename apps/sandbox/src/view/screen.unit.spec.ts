import { describe, expect, it } from '@jest/globals';
import { paintFor } from './colours.js';
import { screenOn } from './screen.js';

function recorder(isTTY: boolean): {
  isTTY: boolean;
  columns: number;
  write(text: string): void;
  text: string;
} {
  return {
    isTTY,
    columns: 80,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

/** What a terminal shows: a carriage return and an erase leave nothing of the line. */
const seen = (written: string): readonly string[] =>
  written.split('\n').map((line) => line.split('\r\u001b[K').at(-1) ?? '');

describe('a terminal', () => {
  it('keeps the status under the lines, whenever they come', () => {
    const output = recorder(true);
    const screen = screenOn(output);
    screen.line('one');
    screen.status('1 so far');
    screen.line('two');
    screen.status('2 so far');
    expect(seen(output.text)).toEqual(['one', 'two', '2 so far']);
    screen.close();
    screen.line('the end');
    expect(seen(output.text)).toEqual(['one', 'two', '2 so far', 'the end', '']);
  });
});

describe('a file or a pipe', () => {
  it('gets plain lines, and the last status once', () => {
    const output = recorder(false);
    const screen = screenOn(output);
    screen.line('one');
    screen.status('1 so far');
    screen.line('two');
    screen.status('2 so far');
    screen.close();
    screen.close();
    expect(output.text).toBe('one\ntwo\n2 so far\n');
  });
});

describe('colours', () => {
  it.each([
    { isTTY: true, env: {}, painted: true },
    { isTTY: false, env: {}, painted: false },
    { isTTY: true, env: { NO_COLOR: '1' }, painted: false },
    { isTTY: true, env: { NO_COLOR: '' }, painted: true },
  ])('on a terminal: $isTTY, with $env: $painted', ({ isTTY, env, painted }) => {
    expect(paintFor({ isTTY }, env)('good', 'x') !== 'x').toBe(painted);
  });
});
