import { styleText } from 'node:util';

export type Style = 'plain' | 'good' | 'warn' | 'bad' | 'quiet' | 'strong';

const FORMATS = { good: 'green', warn: 'yellow', bad: 'red', quiet: 'dim', strong: 'bold' } as const;

/** Makes a text stand out, or leaves it alone. */
export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;

const ansi: Paint = (style, text) =>
  style === 'plain' ? text : styleText(FORMATS[style], text, { validateStream: false });

/** Colours are for terminals, and for people who want them (https://no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  return stream.isTTY === true && !env['NO_COLOR'] ? ansi : noPaint;
}
