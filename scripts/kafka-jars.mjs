// Fetches Apache Kafka's jars while the dependencies are installed. The sandbox would do
// it by itself (libs/testbed/src/kafka/distribution/kafka-jars.ts, which says why where
// it cannot be done), one after the other.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const pomOf = (root) => join(root, 'libs', 'testbed', 'pom.xml');

/** Where the library looks for them; a test compares. */
const folderOf = (root) => {
  const pom = readFileSync(pomOf(root), 'utf8');
  const version = /<artifactId>kafka_[^<]*<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1];
  const fingerprint = createHash('sha256').update(pom).digest('hex').slice(0, 8);
  return join(root, '.kafka', `jars-${version}-${fingerprint}`);
};

/** Resolves when they are there, or cannot be had. Not where another Kafka is likely to be used. */
export async function fetchKafkaJars(root, tell) {
  const folder = folderOf(root);
  const isElsewhere =
    process.env['TEST_KAFKA_BROKERS'] || process.env['DOCKER_HOST'] || existsSync('/var/run/docker.sock');
  if (process.platform === 'win32' || isElsewhere || existsSync(folder)) {
    return;
  }
  tell('Fetching Apache Kafka with Maven meanwhile (44 MB, only once) …');
  const staging = join(root, '.kafka', `.jars-${randomUUID()}.tmp`);
  mkdirSync(staging, { recursive: true });
  const args = [
    '-B',
    '-q',
    '-f',
    pomOf(root),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${staging}`,
  ];
  const status = await new Promise((resolve) => {
    const maven = spawn('mvn', args, { stdio: 'ignore' });
    maven.on('error', resolve);
    maven.on('exit', resolve);
  });
  try {
    if (status === 0) {
      renameSync(staging, folder);
    }
  } catch {
    // Another process was faster.
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(folderOf(join(import.meta.dirname, '..')));
}
