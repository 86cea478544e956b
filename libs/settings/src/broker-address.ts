import { isIP } from 'node:net';

/** `host:port` or `[ipv6]:port`, without a scheme. */
export function isBrokerAddress(text: string): boolean {
  const parts =
    /^(?:\[(?<v6>[^\]]+)\]|(?<host>[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)):(?<port>\d{1,5})$/.exec(
      text,
    )?.groups;
  if (parts === undefined) {
    return false;
  }
  const port = Number(parts['port']);
  return (parts['v6'] === undefined || isIP(parts['v6']) === 6) && port >= 1 && port <= 65_535;
}
