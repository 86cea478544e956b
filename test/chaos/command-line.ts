import { parseArgs } from 'node:util';
import type { ChaosOptions } from './chaos-options.js';
import { FAULT_NAMES, brokersFor, mixFor } from './faults/catalogue.js';
import type { FaultName } from './faults/fault.js';

export const USAGE = `npm run chaos -- [flags]

  --seed N        decides events, faults, their order and how long they last; any if it is missing
  --minutes M     how long events are published and faults injected (3)
  --events E      records published at least (5000)
  --faults a,b    ${FAULT_NAMES.join(', ')}
                  (all that make sense with so many brokers)
  --processes P   instances of the service, two at least (3)
  --brokers B     1 or 3 (1; 3 with leader-moves or rolling-restart)
  --lanes L       (6)
  --bound-pauses  breaks the run where a lane that moves is silent for more than 2 s after a
                  SIGTERM, or 3 s more than the session timeout after a kill -9; meant for
                  --faults kill or terminate: others hold lanes up, too
  --cross-check   asks Kafka's own Java client what it sees of the topics, too (needs a JDK)
  --keep-logs D   writes what every instance printed to this directory
`;

export type CommandLine =
  | { readonly kind: 'run'; readonly options: Omit<ChaosOptions, 'tell' | 'signal'> }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const FLAGS = {
  seed: { type: 'string' },
  minutes: { type: 'string', default: '3' },
  events: { type: 'string', default: '5000' },
  faults: { type: 'string' },
  processes: { type: 'string', default: '3' },
  brokers: { type: 'string' },
  lanes: { type: 'string', default: '6' },
  'keep-logs': { type: 'string' },
  'bound-pauses': { type: 'boolean', default: false },
  'cross-check': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @param anySeed for a run that names none */
export function readCommandLine(args: readonly string[], anySeed: number): CommandLine {
  try {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    if (values.help) {
      return { kind: 'help' };
    }
    const named = values.faults === undefined ? undefined : faultNames(values.faults);
    const brokers = values.brokers === undefined ? brokersFor(named ?? []) : brokersOf(values.brokers);
    const faults = named ?? mixFor(brokers);
    const misplaced = faults.find((fault) => !mixFor(brokers).includes(fault));
    if (misplaced !== undefined) {
      throw new Error(`--faults: ${misplaced} needs three brokers`);
    }
    const logs = values['keep-logs'];
    return {
      kind: 'run',
      options: {
        seed: values.seed === undefined ? anySeed : number('seed', values.seed, 0),
        minutes: number('minutes', values.minutes, 0.1),
        events: number('events', values.events, 1),
        faults,
        processes: number('processes', values.processes, 2),
        brokers,
        lanes: number('lanes', values.lanes, 2),
        pauses: values['bound-pauses'] ? 'bounded' : 'told',
        witness: values['cross-check'] ? 'java' : 'ourselves',
        ...(logs !== undefined && { logs }),
      },
    };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

function number(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least) {
    throw new Error(`--${flag} must be a number of at least ${least}`);
  }
  return value;
}

function brokersOf(text: string): 1 | 3 {
  if (text !== '1' && text !== '3') {
    throw new Error('--brokers must be 1 or 3');
  }
  return text === '1' ? 1 : 3;
}

function faultNames(text: string): readonly FaultName[] {
  return text.split(',').map((name) => {
    const known = FAULT_NAMES.find((fault) => fault === name.trim());
    if (known === undefined) {
      throw new Error(`--faults: there is no ${name}; there are ${FAULT_NAMES.join(', ')}`);
    }
    return known;
  });
}
