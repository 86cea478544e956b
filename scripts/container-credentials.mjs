// One-shot service of docker-compose.yml: leaves in a folder what the service is to
// have as secret files and the simulator does not write by itself.
//   node container-credentials.mjs <url of the simulator> <folder>
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [simulator, folder] = process.argv.slice(2);
const PRIVATE = { mode: 0o600 };

const response = await fetch(new URL('/__applications', simulator), { signal: AbortSignal.timeout(10_000) });
const { worker } = await response.json();
await writeFile(join(folder, 'worker-secret'), worker.clientSecret, PRIVATE);

// Made once: a new key could not open what the old one has sealed in the ledger.
try {
  await writeFile(join(folder, 'sealing-keys'), `${randomBytes(32).toString('base64')}\n`, {
    ...PRIVATE,
    flag: 'wx',
  });
} catch (error) {
  if (error.code !== 'EEXIST') {
    throw error;
  }
}
