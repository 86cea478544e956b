import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { findPackageJSON, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync, version, type Options } from '@swc/core';

/** swc, for speed and for the decorator metadata that Nest's injection needs. */
const OPTIONS: Options = {
  configFile: false,
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};
const CACHE = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'node_modules', '.cache', 'test-sources');
const KEY = `${version} ${JSON.stringify(OPTIONS)}`;

mkdirSync(CACHE, { recursive: true });

/** Written beside its place and moved there: workers that come at once each find a whole file, or none. */
function transpiled(path: string): string {
  const source = readFileSync(path, 'utf8');
  const hash = createHash('sha256').update(`${KEY} ${path} ${source}`).digest('hex');
  const cached = join(CACHE, hash);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const { code } = transformSync(source, { ...OPTIONS, filename: path });
    const draft = `${cached}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, cached);
    return code;
  }
}

const isSource = (url: string): boolean =>
  url.startsWith('file:') && /\.ts(\?|$)/.test(url) && !url.includes('/node_modules/');

/** Lets Node itself run the TypeScript sources, decorators and all. */
registerHooks({
  load: (url, context, nextLoad) =>
    isSource(url)
      ? { format: 'module', source: transpiled(fileURLToPath(url)), shortCircuit: true }
      : nextLoad(url, context),
});
