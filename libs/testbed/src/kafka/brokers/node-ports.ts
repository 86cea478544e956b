import { listenerProtocols, type SecuredListener } from '../security/secured-listeners.js';
import type { Listener } from '../support/broker-properties.js';

/** `proxied` is plaintext, and advertised by the port of a proxy. */
export type ListenerName = 'plaintext' | 'proxied' | SecuredListener;

export interface NodePorts {
  /** Counts from 1. */
  readonly nodeId: number;
  readonly controller: number;
  /** In the order of the listeners; plaintext is the first. */
  readonly clients: ReadonlyMap<ListenerName, number>;
}

/** How many ports each node needs: one for every listener and one for its controller. */
export const portsPerNode = (names: readonly ListenerName[]): number => names.length + 1;

export const allotPorts = (
  ports: readonly number[],
  names: readonly ListenerName[],
): readonly NodePorts[] => {
  const perNode = portsPerNode(names);
  return Array.from({ length: ports.length / perNode }, (_, index) => {
    const [controller = 0, ...clients] = ports.slice(index * perNode, (index + 1) * perNode);
    return {
      nodeId: index + 1,
      controller,
      clients: new Map(names.map((name, position) => [name, clients[position] ?? 0])),
    };
  });
};

/** @param proxyPort where clients of the listener `proxied` are told to come */
export const clientListeners = (
  ports: ReadonlyMap<ListenerName, number>,
  proxyPort?: number,
): readonly Listener[] =>
  [...ports].map(([name, port]): Listener => {
    switch (name) {
      case 'plaintext':
        return { name: 'PLAINTEXT', protocol: 'PLAINTEXT', port };
      case 'proxied':
        return {
          name: 'PROXIED',
          protocol: 'PLAINTEXT',
          port,
          ...(proxyPort !== undefined && { advertised: { host: '127.0.0.1', port: proxyPort } }),
        };
      default:
        return { ...listenerProtocols[name], port };
    }
  });
