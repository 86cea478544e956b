import { describe, expect, it } from '@jest/globals';
import { accepts } from '../reachable.js';
import { freePorts } from './free-ports.js';

describe('freePorts', () => {
  it('gives as many different ports as were asked for, outside of the ephemeral range, and lets go of them', async () => {
    const ports = await freePorts(8);
    expect(new Set(ports).size).toBe(8);
    expect(ports.every((port) => port >= 20_000 && port < 32_000)).toBe(true);
    const held = await Promise.all(ports.map((port) => accepts({ host: '127.0.0.1', port }, 500)));
    expect(held).not.toContain(true);
  });
});
