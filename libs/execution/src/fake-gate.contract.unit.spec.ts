import { describeRequestGate } from '../../pingone/test/request-gate.contract.js';
import { fakeGate } from '../test/fake-gate.js';

describeRequestGate('its fake in memory', () => ({
  gate: fakeGate(),
  // It has no clock: what waits in it goes on in the next turn.
  pass: () => new Promise((resolve) => setImmediate(resolve)),
}));
