import { describe, expect, it } from '@jest/globals';
import { allotPorts, clientListeners, portsPerNode, type ListenerName } from './node-ports.js';

describe('allotPorts', () => {
  it('gives every node one port for its controller and one for each listener', () => {
    const names: readonly ListenerName[] = ['plaintext', 'tls', 'proxied'];
    const ports = Array.from({ length: 2 * portsPerNode(names) }, (_, index) => 20_000 + index);
    const [first, second] = allotPorts(ports, names);
    expect(first).toEqual({
      nodeId: 1,
      controller: 20_000,
      clients: new Map([
        ['plaintext', 20_001],
        ['tls', 20_002],
        ['proxied', 20_003],
      ]),
    });
    expect(second).toMatchObject({ nodeId: 2, controller: 20_004 });
  });
});

describe('clientListeners', () => {
  it('advertises only the proxied listener by the port of its proxy', () => {
    const ports = new Map<ListenerName, number>([
      ['plaintext', 20_001],
      ['proxied', 20_002],
    ]);
    expect(clientListeners(ports, 30_000)).toEqual([
      { name: 'PLAINTEXT', protocol: 'PLAINTEXT', port: 20_001 },
      {
        name: 'PROXIED',
        protocol: 'PLAINTEXT',
        port: 20_002,
        advertised: { host: '127.0.0.1', port: 30_000 },
      },
    ]);
  });
});
