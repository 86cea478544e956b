import { randomUUID } from 'node:crypto';
import { PingOneClient, type PingOneAnswer, type PingOneSettings, type WaitReason } from '#libs/pingone';
import { createMetrics, silentLog } from '#libs/observability';
import { CliError } from '../../cli/cli-error.js';
import type { Tool } from '../../cli/tool.js';
import { count } from '../../cli/words.js';
import { readPingOneSetup } from '../../settings/pingone-setup.js';
import { ok, problem, type Diagnosis } from './diagnosis.js';
import { askOnce } from './ask-once.js';

/** Whether PingOne answers the service, by calls that change nothing. */
export async function* examinePingOne(tool: Tool): AsyncGenerator<Diagnosis, void, undefined> {
  let settings: PingOneSettings;
  let client: PingOneClient;
  try {
    settings = readPingOneSetup(tool.installation.env, tool.surroundings.readFile);
    client = new PingOneClient(settings, { log: silentLog, metrics: createMetrics() });
  } catch (error) {
    // A TypeError is the client's: a base URL that is not https.
    if (!(error instanceof CliError || error instanceof TypeError)) {
      throw error;
    }
    yield problem('PingOne settings', error.message, 'set them as docs/reference/settings.md says');
    return;
  }
  try {
    for (const environmentId of settings.environments) {
      yield* examineEnvironment(tool, client, environmentId);
    }
  } finally {
    await client.close();
  }
  const { length } = settings.applications;
  yield length === 0
    ? ok('Applications', 'none configured: OAuth tokens end as application-unknown')
    : ok(
        'Applications',
        `${count(length, 'application')} with well-formed credentials; only a revocation tries them`,
      );
}

async function* examineEnvironment(
  { signal }: Tool,
  client: PingOneClient,
  environmentId: string,
): AsyncGenerator<Diagnosis, void, undefined> {
  const transactionId = randomUUID();
  // Nobody has it: "not there" is the answer of one who may look.
  const tokenId = randomUUID();
  const token = await askOnce(
    client.gate,
    { operation: 'read-oath-token', environmentId, signal },
    (permit) => client.readOathToken(permit, { environmentId, tokenId, transactionId }),
  );
  const what = `PingOne ${environmentId}`;
  yield diagnose(what, 'a worker token was had, OATH tokens may be read', token);
  if (token.kind !== 'ok') {
    return;
  }
  const users = await askOnce(client.gate, { operation: 'find-users', environmentId, signal }, (permit) =>
    client.findUsers(permit, {
      environmentId,
      transactionId,
      by: 'username',
      value: `revokerctl-${tokenId}`,
    }),
  );
  yield diagnose(what, 'users may be looked up', users);
}

const REASONS: Readonly<Record<WaitReason | 'no-answer', readonly [detail: string, remedy: string]>> = {
  'credentials-refused': [
    'PingOne refuses the credentials of the worker application',
    'check PINGONE_CLIENT_ID, PINGONE_CLIENT_SECRET and PINGONE_CLIENT_AUTH_METHOD, and that the application is enabled in this environment',
  ],
  'permission-denied': [
    'the worker application may not do this',
    'give it the roles that docs/how-to/prepare-pingone.md names, for this environment',
  ],
  unavailable: [
    'PingOne cannot be reached, or answers with errors',
    'check PINGONE_REGION (or the two URLs), DNS, proxies and status.pingidentity.com',
  ],
  'rate-limited': ['PingOne limits this environment', 'try again later; lower PINGONE_REQUESTS_PER_SECOND'],
  'no-answer': [
    'PingOne gave no answer in time',
    'check the network; PINGONE_REQUEST_TIMEOUT_MS is the limit of one request',
  ],
};

function diagnose(
  what: string,
  good: string,
  answer: PingOneAnswer<unknown> | { readonly kind: 'no-permit'; readonly reason: WaitReason | 'no-answer' },
): Diagnosis {
  switch (answer.kind) {
    case 'ok':
      return ok(what, good);
    case 'wait':
    case 'no-permit':
      return problem(what, ...REASONS[answer.reason]);
    case 'rejected': {
      const { httpStatus, message, pingoneCode } = answer;
      const code = pingoneCode === undefined ? '' : `, ${pingoneCode}`;
      return problem(
        what,
        `PingOne refuses the request (HTTP ${httpStatus}${code}): ${message}`,
        'check the environment id and the URLs',
      );
    }
    case 'unknown-outcome':
    case 'withdrawn':
      return problem(what, ...REASONS['no-answer']);
  }
}
