import { connect } from 'node:net';

export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

/** Whether something accepts a connection there within the time. Never throws. */
export const accepts = (address: Address, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ ...address, timeout: timeoutMs });
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });

/** The last colon divides, so that IPv6 addresses work with and without brackets; undefined if there is no port. */
export const parseHostPort = (text: string): { host: string; port: number } | undefined => {
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(text.trim()) ?? [];
  return host === undefined || port === undefined || Number(port) > 65_535
    ? undefined
    : { host, port: Number(port) };
};
