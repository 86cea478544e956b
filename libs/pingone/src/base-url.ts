const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * A base URL without the slash at its end. It must be https, unless it is
 * loopback: every request to it carries credentials.
 *
 * @throws TypeError names the setting and the rule, not the value
 */
export function baseUrl(setting: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname)))) {
    throw new TypeError(`${setting} must be an https URL (http only to the loopback interface).`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError(`${setting} must be a plain URL: no credentials, query or fragment.`);
  }
  return url.href.replace(/\/+$/, '');
}
