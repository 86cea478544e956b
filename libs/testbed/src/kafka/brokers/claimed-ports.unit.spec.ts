import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { ClaimedPorts } from './claimed-ports.js';

const canListen = async (port: number): Promise<boolean> => {
  await using server = createServer().listen(port, '127.0.0.1');
  return await once(server, 'listening').then(
    () => true,
    () => false,
  );
};

const canClaim = async (port: number): Promise<boolean> => {
  await using socket = createSocket('udp4');
  socket.bind({ port, address: '127.0.0.1' });
  return await once(socket, 'listening').then(
    () => true,
    () => false,
  );
};

describe('claimed ports', () => {
  it('are as many as were asked for, outside of the ephemeral range, and free to listen on', async () => {
    using claimed = await ClaimedPorts.of(8);
    expect(new Set(claimed.ports).size).toBe(8);
    expect(claimed.ports.every((port) => port >= 20_000 && port < 32_000)).toBe(true);
    expect(await Promise.all(claimed.ports.map(canListen))).not.toContain(false);
  });

  it('cannot be claimed again until they are released', async () => {
    const claimed = await ClaimedPorts.of(1);
    const [port = 0] = claimed.ports;
    expect(await canClaim(port)).toBe(false);
    claimed.release();
    expect(await canClaim(port)).toBe(true);
  });
});
