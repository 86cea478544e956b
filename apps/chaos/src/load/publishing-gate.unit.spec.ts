import { describe, expect, it } from '@jest/globals';
import { PublishingGate } from './publishing-gate.js';

describe(PublishingGate.name, () => {
  it('closes when what is on its way has arrived, and lets others pass when it is open again', async () => {
    const gate = new PublishingGate();
    const told: string[] = [];
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const first = gate.pass(async () => {
      await arrived;
      told.push('first arrived');
    });
    const closed = gate.close().then((open) => {
      told.push('closed');
      return open;
    });
    const second = gate.pass(async () => {
      told.push('second arrived');
    });
    arrive();
    const open = await closed;
    await first;
    told.push('opened');
    open();
    await second;
    expect(told).toEqual(['first arrived', 'closed', 'opened', 'second arrived']);
    expect(gate.timesClosed).toBe(1);
  });

  it('closes although a send fails', async () => {
    const gate = new PublishingGate();
    const { promise, reject } = Promise.withResolvers<void>();
    const failing = gate.pass(() => promise);
    const closed = gate.close();
    reject(new Error('no answer'));
    await expect(failing).rejects.toThrow('no answer');
    (await closed)();
    expect(await gate.pass(async () => 'sent')).toBe('sent');
  });
});
