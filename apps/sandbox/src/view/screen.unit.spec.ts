import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Screen } from './screen.js';

function recorder(isTTY: boolean): { readonly screen: Screen; readonly text: () => string } {
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  return { screen: new Screen(output), text: () => String(output.read() ?? '') };
}

/** What a terminal shows: nothing of a line is left once it is erased (ECMA-48 CHA, EL). */
const seen = (written: string): readonly string[] =>
  written.split('\n').map((line) => line.split('\u001b[1G\u001b[2K').at(-1) ?? '');

describe('a screen', () => {
  it('keeps the status under the lines of a terminal, whenever they come', () => {
    const { screen, text } = recorder(true);
    screen.line('one');
    screen.status('1 so far');
    screen.line('two');
    screen.status('2 so far');
    screen.close();
    screen.line('the end');
    expect(seen(text())).toEqual(['one', 'two', '2 so far', 'the end', '']);
  });

  it('does not let the status of a terminal wrap', () => {
    const { screen, text } = recorder(true);
    screen.status('x'.repeat(200));
    expect(text()).toHaveLength(79);
  });

  it('writes plain lines to a file or a pipe, and the last status once', () => {
    const { screen, text } = recorder(false);
    screen.line('one');
    screen.status('1 so far');
    screen.line('two');
    screen.status('2 so far');
    screen.close();
    screen.close();
    expect(text()).toBe('one\ntwo\n2 so far\n');
  });
});
