import type { PingOneSettings } from '#libs/pingone';
import type { Findings } from './findings.js';
import { withoutTrailingSlash } from './table/addresses.js';
import { endpointsOf } from './table/pingone-regions.js';
import type { SettingValues } from './table/settings-table.js';

type PingOneEndpoints = Pick<PingOneSettings, 'apiUrl' | 'authUrl'>;

/**
 * Where PingOne is: by its region, or by both of its URLs. There is nothing to
 * fall back to: a guess would send a client secret to the wrong place.
 */
export function pingOneEndpoints(
  values: SettingValues<'PINGONE_REGION' | 'PINGONE_API_URL' | 'PINGONE_AUTH_URL'>,
  findings: Findings,
): PingOneEndpoints | undefined {
  if (!findings.isSound('PINGONE_REGION', 'PINGONE_API_URL', 'PINGONE_AUTH_URL')) {
    return undefined;
  }
  const { PINGONE_REGION: region, PINGONE_API_URL: apiUrl, PINGONE_AUTH_URL: authUrl } = values;
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

type Environments = Pick<PingOneSettings, 'environments'> & { readonly environmentId: string };

/** The environments that events may name, in lower case. The one of events that name none comes first. */
export function pingOneEnvironments(
  values: SettingValues<'PINGONE_ENVIRONMENT_ID' | 'PINGONE_ENVIRONMENTS'>,
): Environments {
  const environmentId = values.PINGONE_ENVIRONMENT_ID.toLowerCase();
  const others = (values.PINGONE_ENVIRONMENTS ?? []).map((id) => id.toLowerCase());
  return { environmentId, environments: [...new Set([environmentId, ...others])] };
}
