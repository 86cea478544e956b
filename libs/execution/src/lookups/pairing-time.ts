import type { OathDevice, OathToken } from '#libs/pingone';

/**
 * The token, dated by its pairing: a token may lie in a drawer for years before somebody
 * gets it. Of several pairings the first counts, and where PingOne does not show
 * when one was made, the token's own age does.
 */
export function since(token: OathToken, devices: readonly OathDevice[]): OathToken {
  const serialOf = (of: { readonly serialNumber?: string }): string | undefined =>
    of.serialNumber?.toLowerCase();
  const pairings = devices.filter((device) => serialOf(device) === serialOf(token));
  const times = pairings.flatMap(({ createdAt }) => createdAt ?? []);
  const [first] = times.toSorted((one, other) => Date.parse(one) - Date.parse(other));
  return first === undefined || times.length < pairings.length ? token : { ...token, createdAt: first };
}
