import { listenerProtocols, type SecuredListener } from '../security/secured-listeners.js';
import type { Listener } from './broker-properties.js';
import { freePorts } from './free-ports.js';

export type ListenerName = 'plaintext' | SecuredListener;

export interface NodePorts {
  /** Counts from 1. */
  readonly nodeId: number;
  readonly controller: number;
  /** In the order of the listeners; plaintext is the first. */
  readonly clients: ReadonlyMap<ListenerName, number>;
}

export const allotPorts = async (
  nodes: number,
  secured: readonly SecuredListener[],
): Promise<readonly NodePorts[]> => {
  const names: readonly ListenerName[] = ['plaintext', ...secured];
  const perNode = names.length + 1;
  const ports = await freePorts(nodes * perNode);
  return Array.from({ length: nodes }, (_, index) => {
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
