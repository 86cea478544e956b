export {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
  type SimulatedApplication,
} from './simulator.js';
export type { Settings } from './behaviour/settings.js';
export type { Seeded, SeedRequest } from './seed/seed.js';
