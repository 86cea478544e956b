import type { RevocationIntake } from '#libs/execution';
import type { Tool } from '../../tool.js';
import { readPolicySetup, type PolicySetup } from '../../settings/policy-setup.js';
import { serviceIntake } from '../plan/service-intake.js';

export interface EstimateSetup {
  readonly policy: PolicySetup;
  readonly intake: RevocationIntake;
}

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
  return { policy, intake: serviceIntake(policy, () => tool.now()) };
}
