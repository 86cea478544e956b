import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallFrame } from './cpu-profile.js';

const ROOT = join(import.meta.dirname, '../../../..');

/** Where frames are in the sources: `libs/lanes/src/journal/journal.ts:42`, also for what was compiled. */
export class SourceLocations {
  readonly #maps = new Map<string, SourceMap | undefined>();

  of({ url, lineNumber, columnNumber }: CallFrame): string {
    if (!url.startsWith('file:')) {
      return url === '' ? 'V8' : `${url}:${lineNumber + 1}`;
    }
    const file = fileURLToPath(url);
    const entry = this.#mapOf(file)?.findEntry(lineNumber, columnNumber);
    if (entry && 'originalSource' in entry) {
      const source = join(dirname(file), entry.originalSource);
      return `${relative(ROOT, source)}:${entry.originalLine + 1}`;
    }
    return `${file.replace(/^.*\/node_modules\//, '')}:${lineNumber + 1}`;
  }

  #mapOf(file: string): SourceMap | undefined {
    if (!this.#maps.has(file)) {
      const name = `${file}.map`;
      const isOurs = !file.includes('/node_modules/') && existsSync(name);
      this.#maps.set(
        file,
        isOurs ? new SourceMap(JSON.parse(readFileSync(name, 'utf8')) as SourceMapPayload) : undefined,
      );
    }
    return this.#maps.get(file);
  }
}
