import { randomUUID } from 'node:crypto';
import { createMetrics, silentLog } from '#libs/observability';
import {
  type PingOneAnswer,
  PingOneClient,
  type PingOneSettings,
  type Trouble,
  type TroubleCause,
  type WaitReason,
} from '#libs/pingone';
import { CliError } from '../../cli/cli-error.js';
import { count } from '../../cli/format.js';
import type { CommandContext } from '../../context.js';
import { readPingOneSetup } from '../../settings/pingone-setup.js';
import { askOnce, type NoPermit } from './ask-once.js';
import { type Diagnosis, ok, problem } from './diagnosis.js';

/** Whether PingOne answers the service, by calls that change nothing. */
export async function* examinePingOne(context: CommandContext): AsyncGenerator<Diagnosis, void, undefined> {
  let settings: PingOneSettings;
  let client: PingOneClient;
  try {
    settings = readPingOneSetup(context.installation.env, context.environment.readFile);
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
      yield* examineEnvironment(context, client, environmentId);
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
  { signal }: CommandContext,
  client: PingOneClient,
  environmentId: string,
): AsyncGenerator<Diagnosis, void, undefined> {
  const transactionId = randomUUID();
  // Nobody has it: "not there" is the answer of one who may look.
  const tokenId = randomUUID();
  const token = await askOnce(
    client.gate,
    { operation: 'read-oath-token', environmentId, signal },
    (permit) => client.call('read-oath-token', permit, { environmentId, tokenId, transactionId }),
  );
  const what = `PingOne ${environmentId}`;
  yield diagnose(what, 'a worker token was had, OATH tokens may be read', token);
  if (token.kind !== 'ok') {
    return;
  }
  const users = await askOnce(client.gate, { operation: 'find-users', environmentId, signal }, (permit) =>
    client.call('find-users', permit, {
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
    'check PINGONE_REGION (or the two URLs), DNS, firewalls and status.pingidentity.com',
  ],
  'rate-limited': ['PingOne limits this environment', 'try again later; lower PINGONE_REQUESTS_PER_SECOND'],
  'no-answer': [
    'PingOne gave no answer in time',
    'check the network; PINGONE_REQUEST_TIMEOUT_MS is the limit of one request',
  ],
};

const HOST = 'check PINGONE_REGION (or the two URLs)';

/** One sentence for each cause; `detail` follows it. */
const CAUSES: Readonly<Record<TroubleCause, readonly [sentence: string, remedy: string]>> = {
  'name-unknown': ['the name of PingOne is not known here', `${HOST}, and the DNS of this machine`],
  'connection-refused': ['nothing accepts connections there', `${HOST}, the port and firewalls`],
  unreachable: ['there is no way to PingOne from here', 'check routes and firewalls'],
  'no-connection': ['no connection to PingOne could be made', 'check routes and firewalls'],
  'certificate-untrusted': [
    "PingOne's certificate is signed by an authority that is not trusted here: mostly a proxy that opens TLS",
    "have PingOne left out of it, or give Node.js the proxy's CA with NODE_EXTRA_CA_CERTS",
  ],
  'certificate-wrong-host': [
    'the certificate is for another host name: something else answers there',
    `${HOST}, and where DNS leads`,
  ],
  'certificate-expired': [
    'the certificate is out of its time, or the clock of this machine is wrong',
    'check the clock first, then whose certificate it is',
  ],
  'tls-failed': ['TLS is not spoken there', `${HOST}, the port, and what is in between`],
  'connection-reset': [
    'the connection was closed without an answer',
    'check firewalls and gateways in between, and status.pingidentity.com',
  ],
  timeout: REASONS['no-answer'],
  'answer-unreadable': [
    'the answer cannot be read',
    'check the gateway or proxy in between: PingOne sends plain JSON',
  ],
  'answer-unexpected': [
    'something else than PingOne answers, or a page of a proxy in the place of its answer',
    `${HOST}, and gateways in between`,
  ],
  gateway: [
    'something between here and PingOne answers with an error of its own',
    `${HOST}, and the log of the gateway, firewall or proxy in between`,
  ],
  'server-error': ['PingOne answers with errors', 'look at status.pingidentity.com'],
  'request-refused': ['PingOne refuses the request', 'check the environment id and the URLs'],
  credentials: REASONS['credentials-refused'],
  permission: REASONS['permission-denied'],
};

/** What stood in the way, in a sentence of its own for each cause. */
export function explain(
  reason: WaitReason | 'no-answer',
  trouble: Trouble | undefined,
): readonly [detail: string, remedy: string] {
  if (!trouble) {
    return REASONS[reason];
  }
  const [sentence, remedy] = CAUSES[trouble.cause];
  return [`${sentence}: ${trouble.detail}`, remedy];
}

function diagnose(what: string, good: string, answer: PingOneAnswer<unknown> | NoPermit): Diagnosis {
  switch (answer.kind) {
    case 'ok':
      return ok(what, good);
    case 'wait':
    case 'no-permit':
      return problem(what, ...explain(answer.reason, answer.trouble));
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
    case 'not-sent':
      return problem(what, ...REASONS['no-answer']);
  }
}
