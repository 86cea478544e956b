import { isIP } from 'node:net';

/** An address to listen on. */
export function isHost(text: string): boolean {
  return (
    isIP(text) !== 0 ||
    /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/.test(
      text,
    )
  );
}

/**
 * The start of the URLs of a service: https, or http where the traffic cannot
 * leave the machine, because bearer tokens and client secrets travel on it.
 */
export function isBaseUrl(text: string): boolean {
  const url = plainUrl(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

/** A collector usually stands beside the service and speaks plain http; no secret is sent to it. */
export function isReceiver(text: string): boolean {
  return /^https?:$/.test(plainUrl(text)?.protocol ?? '');
}

/** Nothing after the path, and no credentials, which would end up in logs. */
function plainUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && url.username === '' && url.password === '' && !/[?#]/.test(text) ? url : undefined;
}

/** `hostname` as the URL parser gives it: lower case, IPv4 in its canonical form, IPv6 in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

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
