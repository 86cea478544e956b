import { parseArgs } from 'node:util';
import type { ChaosOptions } from './chaos-options.js';
import { FAULT_NAMES, brokersFor, mixFor } from './faults/catalogue.js';
import type { FaultName } from './faults/fault.js';
import type { OutageKind, OutageOptions } from './scenarios/outage.js';
import type { ScenarioOptions } from './scenarios/scenario.js';

export const USAGE = `npm run chaos -- [flags]

  --seed N        decides events, faults, their order and how long they last; any if it is missing
  --minutes M     how long events are published and faults injected (3)
  --events E      records published at least (5000)
  --faults a,b    ${FAULT_NAMES.join(', ')}
                  (all that make sense with so many brokers)
  --processes P   instances of the service, two at least (3)
  --brokers B     1 or 3 (1; 3 with leader-moves or rolling-restart)
  --lanes L       (6)
  --bound-takeovers
                  breaks the run where a lane works elsewhere more than 2 s after a SIGTERM, or 3 s
                  more than the session timeout after a kill -9; meant for --faults kill or
                  terminate: others hold lanes up, too
  --cross-check   asks Kafka's own Java client what it sees of the topics, too (needs a JDK)
  --keep-logs D   writes what every instance printed to this directory

npm run chaos -- --scenario outage [--how down|refused] [--minutes 10] [--events 50000]
                  PingOne answers 503, or refuses all credentials, from the first event to the last:
                  nothing may fail, memory stays flat, hardly a call is made

npm run chaos -- --scenario replay [--minutes 2] [--events 10000]
                  carries a history out again beside live events: their exposure may not suffer;
                  --minutes: how long live events are published alone, to compare with

npm run chaos -- --scenario purge [--minutes 2] [--events 3000]
                  deletes input topics under their lanes, creates and fills them at once, three times a
                  minute: every event that is published afterwards is answered once

npm run chaos -- --scenario lost-tail [--minutes 1] [--events 3000]
                  kills the broker and cuts the end off some ledgers before it comes back: their lanes
                  stop, and once the loss is accepted everything is answered, under names of its own

npm run chaos -- --scenario urgent [--events 50000]
                  publishes compromises behind a mass of leavers, at 50 requests a second: each is
                  begun within five seconds
`;

export type CommandLine =
  | { readonly kind: 'run'; readonly options: Omit<ChaosOptions, 'tell' | 'signal'> }
  | { readonly kind: 'outage'; readonly options: Omit<OutageOptions, 'tell' | 'signal'> }
  | { readonly kind: 'replay'; readonly options: Omit<ScenarioOptions, 'tell' | 'signal'> }
  | { readonly kind: 'purge'; readonly options: Omit<ScenarioOptions, 'tell' | 'signal'> }
  | { readonly kind: 'lost-tail'; readonly options: Omit<ScenarioOptions, 'tell' | 'signal'> }
  | { readonly kind: 'urgent'; readonly options: Omit<ScenarioOptions, 'tell' | 'signal'> }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const FLAGS = {
  seed: { type: 'string' },
  minutes: { type: 'string' },
  events: { type: 'string' },
  faults: { type: 'string' },
  processes: { type: 'string', default: '3' },
  brokers: { type: 'string' },
  lanes: { type: 'string', default: '6' },
  'keep-logs': { type: 'string' },
  'bound-takeovers': { type: 'boolean', default: false },
  'cross-check': { type: 'boolean', default: false },
  scenario: { type: 'string' },
  how: { type: 'string', default: 'down' },
  help: { type: 'boolean', default: false },
} as const;

type CommonOptions = Omit<ScenarioOptions, 'tell' | 'signal'>;

/** @param anySeed for a run that names none */
export function readCommandLine(args: readonly string[], anySeed: number): CommandLine {
  try {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    if (values.help) {
      return { kind: 'help' };
    }
    const logs = values['keep-logs'];
    const common = (usual: { readonly minutes: number; readonly events: number }): CommonOptions => ({
      seed: values.seed === undefined ? anySeed : number('seed', values.seed, 0),
      minutes: values.minutes === undefined ? usual.minutes : number('minutes', values.minutes, 0.1),
      events: values.events === undefined ? usual.events : number('events', values.events, 1),
      processes: number('processes', values.processes, 2),
      lanes: number('lanes', values.lanes, 2),
      ...(logs !== undefined && { logs }),
    });
    switch (values.scenario) {
      case undefined:
        break;
      case 'outage':
        return {
          kind: 'outage',
          options: { ...common({ minutes: 10, events: 50_000 }), how: outageKind(values.how) },
        };
      case 'replay':
        return { kind: 'replay', options: common({ minutes: 2, events: 10_000 }) };
      case 'purge':
        return { kind: 'purge', options: common({ minutes: 2, events: 3_000 }) };
      case 'lost-tail':
        return { kind: 'lost-tail', options: common({ minutes: 1, events: 3_000 }) };
      case 'urgent':
        return { kind: 'urgent', options: common({ minutes: 1, events: 50_000 }) };
      default:
        throw new Error(
          `--scenario: there is no ${values.scenario}; there are outage, replay, purge, lost-tail, urgent`,
        );
    }
    const named = values.faults === undefined ? undefined : faultNames(values.faults);
    const brokers = values.brokers === undefined ? brokersFor(named ?? []) : brokersOf(values.brokers);
    const faults = named ?? mixFor(brokers);
    const misplaced = faults.find((fault) => !mixFor(brokers).includes(fault));
    if (misplaced !== undefined) {
      throw new Error(`--faults: ${misplaced} needs ${brokers === 1 ? 'three brokers' : 'one broker'}`);
    }
    return {
      kind: 'run',
      options: {
        ...common({ minutes: 3, events: 5_000 }),
        faults,
        brokers,
        takeovers: values['bound-takeovers'] ? 'bounded' : 'told',
        witness: values['cross-check'] ? 'java' : 'ourselves',
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

function outageKind(text: string): OutageKind {
  if (text !== 'down' && text !== 'refused') {
    throw new Error('--how must be down or refused');
  }
  return text;
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
