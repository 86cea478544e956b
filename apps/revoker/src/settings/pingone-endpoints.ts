import { endpointsOf, type Findings } from '#libs/settings';
import { withoutTrailingSlash } from './addresses.js';
import type { Environment } from './environment.dto.js';
import type { PingOneConnectionSettings } from './settings.js';

type PingOneEndpoints = Pick<PingOneConnectionSettings, 'apiUrl' | 'authUrl'>;

/**
 * Where PingOne is: by its region, or by both of its URLs. There is nothing to
 * fall back to: a guess would send somebody's client secret to the wrong place.
 */
export function pingOneEndpoints(environment: Environment, findings: Findings): PingOneEndpoints | undefined {
  if (!findings.isSound('PINGONE_REGION', 'PINGONE_API_URL', 'PINGONE_AUTH_URL')) {
    return undefined;
  }
  const { PINGONE_REGION: region, PINGONE_API_URL: apiUrl, PINGONE_AUTH_URL: authUrl } = environment;
  if (region !== undefined) {
    if (apiUrl !== undefined || authUrl !== undefined) {
      findings.problem('PINGONE_REGION', 'must not be set together with PINGONE_API_URL or PINGONE_AUTH_URL');
      return undefined;
    }
    return endpointsOf(region);
  }
  if (apiUrl !== undefined && authUrl !== undefined) {
    return { apiUrl: withoutTrailingSlash(apiUrl), authUrl: withoutTrailingSlash(authUrl) };
  }
  if (apiUrl === undefined && authUrl === undefined) {
    findings.problem('PINGONE_REGION', 'must be set, or PINGONE_API_URL and PINGONE_AUTH_URL');
  } else if (apiUrl === undefined) {
    findings.problem('PINGONE_API_URL', 'must be set, because PINGONE_AUTH_URL is');
  } else {
    findings.problem('PINGONE_AUTH_URL', 'must be set, because PINGONE_API_URL is');
  }
  return undefined;
}
