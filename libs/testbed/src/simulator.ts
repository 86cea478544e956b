import type { Simulator, SimulatorOptions } from '../../../apps/pingone-simulator/src/index.js';

export type {
  BehaviourChange,
  Deletion,
  Effect,
  EndedSession,
  IssuedToken,
  IssuedTokens,
  JobReport,
  OperationPattern,
  Rule,
  Seeded,
  SeededOathToken,
  SeededUser,
  SeedRequest,
  SimulatedApplication,
  Simulator,
  SimulatorOptions,
  State,
  StateSummary,
  Submit,
  TokenRequest,
  TokenRevocation,
  TrafficReport,
  UserSeed,
} from '../../../apps/pingone-simulator/src/index.js';

/** A simulated PingOne in this process. Loaded when it is started: most tests that use the testbed need none. */
export async function startSimulator(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await import('../../../apps/pingone-simulator/src/index.js');
  return simulator.startSimulator(options);
}
