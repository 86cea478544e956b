import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import got, { type Got } from 'got';
import { settings } from './settings.js';

const POLL_EVERY_MS = 100;
const REVOKE_JOB = 'application/vnd.pingidentity.job.oathtokens.revoke+json';

interface OathJob {
  readonly id: string;
  readonly status: string;
}

interface ApplicationsFile {
  readonly applications: readonly { readonly clientId: string; readonly clientSecret?: string }[];
}

/** PingOne's examples, written with got as its readme shows it. */
export class PingOne {
  readonly #platform: Got;
  readonly #authorization = got.extend({ prefixUrl: `${settings.authUrl}/${settings.environmentId}/as` });
  readonly #secrets: ReadonlyMap<string, string>;
  #workerToken: Promise<string> | undefined;

  constructor() {
    const file = JSON.parse(readFileSync(settings.applicationsFile, 'utf8')) as ApplicationsFile;
    this.#secrets = new Map(
      file.applications.map(({ clientId, clientSecret = '' }) => [clientId, clientSecret]),
    );
    this.#platform = got.extend({
      prefixUrl: `${settings.apiUrl}/environments/${settings.environmentId}`,
      hooks: {
        beforeRequest: [
          async (options) => {
            options.headers['authorization'] = `Bearer ${await this.#token()}`;
          },
        ],
      },
    });
  }

  async revokeOathTokens(tokenIds: readonly string[]): Promise<void> {
    const json = { type: 'REVOKE_OATH_TOKENS', async: true, forceUnpair: true, tokenIds };
    const headers = { 'content-type': REVOKE_JOB };
    let job = await this.#platform.post('oathJobs', { json, headers }).json<OathJob>();
    while (job.status !== 'DONE') {
      await pause(POLL_EVERY_MS);
      job = await this.#platform.get(`oathJobs/${job.id}`).json<OathJob>();
    }
  }

  async revokeToken(clientId: string, token: string): Promise<void> {
    await this.#authorization.post('revoke', {
      username: clientId,
      password: this.#secrets.get(clientId) ?? '',
      form: { token },
    });
  }

  /** Once for the whole measurement. */
  #token(): Promise<string> {
    this.#workerToken ??= this.#authorization
      .post('token', {
        username: settings.clientId,
        password: settings.clientSecret,
        form: { grant_type: 'client_credentials' },
      })
      .json<{ access_token: string }>()
      .then(({ access_token: token }) => token);
    return this.#workerToken;
  }
}
