import { listenerProtocols, type SecuredListener } from '../security/secured-listeners.js';
import type { Listener } from './broker-properties.js';

export type ListenerName = 'plaintext' | SecuredListener;

export interface NodePorts {
  /** Counts from 1. */
  readonly nodeId: number;
  readonly controller: number;
  /** In the order of the listeners; plaintext is the first. */
  readonly clients: ReadonlyMap<ListenerName, number>;
}

/** How many ports each node needs: one for every listener and one for its controller. */
export const portsPerNode = (secured: readonly SecuredListener[]): number => secured.length + 2;

export const allotPorts = (
  ports: readonly number[],
  secured: readonly SecuredListener[],
): readonly NodePorts[] => {
  const names: readonly ListenerName[] = ['plaintext', ...secured];
  const perNode = portsPerNode(secured);
  return Array.from({ length: ports.length / perNode }, (_, index) => {
    const [controller = 0, ...clients] = ports.slice(index * perNode, (index + 1) * perNode);
    return {
      nodeId: index + 1,
      controller,
      clients: new Map(names.map((name, position) => [name, clients[position] ?? 0])),
    };
  });
};

export const clientListeners = (ports: ReadonlyMap<ListenerName, number>): readonly Listener[] =>
  [...ports].map(([name, port]) =>
    name === 'plaintext'
      ? { name: 'PLAINTEXT', protocol: 'PLAINTEXT', port }
      : { ...listenerProtocols[name], port },
  );
