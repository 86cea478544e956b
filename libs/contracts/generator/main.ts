import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { artifacts } from './artifacts.js';

/** `npm run contracts`, from the root of the repository. */
for (const [path, content] of artifacts()) {
  const options = await resolveConfig(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await format(JSON.stringify(content), { ...options, filepath: path }));
  process.stdout.write(`${path}\n`);
}
