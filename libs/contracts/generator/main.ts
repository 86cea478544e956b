import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { artifacts } from './artifacts.js';

/** `npm run contracts`, from the root of the repository. */
for (const [path, content] of await artifacts()) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  process.stdout.write(`${path}\n`);
}
