import { describe, expect, test } from '@jest/globals';
import { PassThrough, Writable } from 'node:stream';
import { CommandContext } from '../context.js';
import { confirm } from './confirm.js';

/** What comes of a question that is asked at a terminal, where these keys are pressed. */
async function answered(keys: string, signal = new AbortController().signal): Promise<unknown> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const screen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const context = new CommandContext({
    env: {},
    folder: '/',
    stdin,
    stdout: screen,
    stderr: Object.assign(screen, { isTTY: true }),
    signal,
    readFile: () => '',
    isAlive: () => false,
    now: () => 0,
  });
  const asked = confirm(context, {}, 'Send it?');
  stdin.write(keys);
  return asked.then(
    () => 'yes',
    ({ exitCode, message }: { readonly exitCode?: number; readonly message: string }) => [exitCode, message],
  );
}

describe('a question', () => {
  test.each([
    ['y\r', 'yes'],
    ['YES\r', 'yes'],
    ['\r', [2, 'Nothing was sent.']],
    ['no\r', [2, 'Nothing was sent.']],
    ['\u0003', [130, 'Interrupted: nothing was sent.']],
    ['\u0004', [130, 'Interrupted: nothing was sent.']],
  ])('A question that is answered by %j', async (keys, comesOf) => {
    expect(await answered(keys)).toEqual(comesOf);
  });

  test('A question that is interrupted by a signal', async () => {
    const ended = new AbortController();
    const asked = answered('', ended.signal);
    ended.abort();
    expect(await asked).toEqual([130, 'Interrupted: nothing was sent.']);
  });
});
