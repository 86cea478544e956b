import { GateFixture } from '../../test/gate-fixture.js';
import { describeRequestGate } from '../../test/request-gate.contract.js';

describeRequestGate('the gate of the client', () => {
  const { gate, clock } = new GateFixture();
  return { gate, pass: () => clock.advance(10_000) };
});
