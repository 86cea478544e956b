import { describe, it } from '@jest/globals';
import { NODE_IMAGE, KAFKA_IMAGE } from './base-images.js';
import { composeCommand } from './compose-command.js';
import { succeeds } from './docker.js';

const ANSWER_TIMEOUT_MS = 15_000;
const PULL_TIMEOUT_MS = 300_000;

/** What tests need beyond an engine that has, or can pull, the image that everything is built on. */
export type Need = 'compose';

/**
 * Tests that need a container engine. Without one they are skipped, which is said aloud; with
 * REQUIRE_CONTAINERS=1 they fail instead. Asking costs some hundredths of a second.
 */
export function describeContainers(title: string, needs: readonly Need[], tests: () => void): void {
  const problem = problemWith(needs);
  if (problem === undefined) {
    describe(title, tests);
  } else if (process.env['REQUIRE_CONTAINERS'] === '1') {
    describe(title, () => {
      it('has what REQUIRE_CONTAINERS=1 asks for', () => {
        throw new Error(problem);
      });
    });
  } else {
    process.stderr.write(`\nSKIPPED: "${title}", because ${problem}. REQUIRE_CONTAINERS=1 forbids that.\n\n`);
    // Skipped, not failed: only REQUIRE_CONTAINERS=1 says that an engine must be there.
    describe.skip(title, tests);
  }
}

/** A clause for the middle of a sentence. */
function problemWith(needs: readonly Need[]): string | undefined {
  if (!succeeds('docker', ['version'], ANSWER_TIMEOUT_MS)) {
    return 'no container engine answers';
  }
  if (needs.includes('compose') && composeCommand() === undefined) {
    return 'neither docker compose nor docker-compose is installed';
  }
  const images = needs.includes('compose') ? [NODE_IMAGE, KAFKA_IMAGE] : [NODE_IMAGE];
  const missing = images.find((image) => !isAtHand(image));
  return missing === undefined ? undefined : `the container engine neither has ${missing} nor can pull it`;
}

const isAtHand = (image: string): boolean =>
  succeeds('docker', ['image', 'inspect', image], ANSWER_TIMEOUT_MS) ||
  succeeds('docker', ['pull', '--quiet', image], PULL_TIMEOUT_MS);
