import type { RevocationIntake } from '#libs/execution';
import type { Tool } from '../../cli/tool.js';
import { readPolicySetup, type PolicySetup } from '../../settings/policy-setup.js';
import { SettingReader } from '../../settings/setting-reader.js';
import { serviceIntake } from '../plan/service-intake.js';

export interface EstimateSetup {
  readonly policy: PolicySetup;
  readonly intake: RevocationIntake;
  /** The budget of the service: requests per second of all instances together. */
  readonly perSecond: number;
}

const DEFAULT_RATE = 10;

/**
 * How the service plans, where the settings say it.
 *
 * @returns undefined where PINGONE_ENVIRONMENT_ID is not set: then calls cannot be counted beforehand
 * @throws CliError that says everything that is wrong with the settings
 */
export function readEstimateSetup(tool: Tool): EstimateSetup | undefined {
  const { env } = tool.installation;
  const { readFile } = tool.surroundings;
  if (!env['PINGONE_ENVIRONMENT_ID']?.trim()) {
    return undefined;
  }
  const policy = readPolicySetup(env, readFile);
  const reader = new SettingReader(env, readFile);
  const perSecond = reader.whole('PINGONE_REQUESTS_PER_SECOND', { min: 1, max: 10_000 }) ?? DEFAULT_RATE;
  reader.finish();
  return { policy, intake: serviceIntake(policy, () => tool.now()), perSecond };
}
