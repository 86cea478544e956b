/** An organisation lives in one region (PingOne, "API requests"). A region missing here is reached by its two URLs. */
const TOP_LEVEL_DOMAINS = { NA: 'com', CA: 'ca', EU: 'eu', AU: 'com.au', SG: 'sg', AP: 'asia' } as const;

export type Region = keyof typeof TOP_LEVEL_DOMAINS;

export const REGIONS = Object.keys(TOP_LEVEL_DOMAINS) as readonly Region[];

export function endpointsOf(region: Region): { readonly apiUrl: string; readonly authUrl: string } {
  const domain = `pingone.${TOP_LEVEL_DOMAINS[region]}`;
  return { apiUrl: `https://api.${domain}/v1`, authUrl: `https://auth.${domain}` };
}
