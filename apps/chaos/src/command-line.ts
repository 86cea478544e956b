import { Command, InvalidArgumentError, Option } from 'commander';
import { numberOf, readCommandLine, type CommandLine } from '#libs/testbed';
import type { ChaosOptions } from './chaos-options.js';
import { FAULT_NAMES, brokersFor, mixFor } from './faults/catalogue.js';
import type { FaultName } from './faults/fault.js';
import type { OutageKind, OutageOptions } from './scenarios/outage.js';
import type { ScenarioOptions } from './scenarios/scenario.js';

const SCENARIOS = `
Scenarios (npm run chaos -- --scenario NAME):
  outage [--how down|refused] [--minutes 10] [--events 50000]
                  PingOne answers 503, or refuses all credentials, from the first event to the last:
                  nothing may fail, memory stays flat, hardly a call is made
  replay [--minutes 2] [--events 10000]
                  carries a history out again beside live events: their exposure may not suffer;
                  --minutes: how long live events are published alone, to compare with
  purge [--minutes 2] [--events 3000]
                  deletes input topics under their lanes, creates and fills them at once, three times a
                  minute: every event that is published afterwards is answered once
  lost-tail [--minutes 1] [--events 3000]
                  kills the broker and cuts the end off some ledgers before it comes back: their lanes
                  stop, and once the loss is accepted everything is answered, under names of its own
  urgent [--events 50000]
                  publishes compromises behind a mass of leavers, at 50 requests a second: each is
                  begun within five seconds`;

type Given<Options> = Omit<Options, 'tell' | 'signal'>;
type CommonOptions = Given<ScenarioOptions>;

/** How long, and how much, where nothing is said. */
const USUAL = {
  outage: { minutes: 10, events: 50_000 },
  replay: { minutes: 2, events: 10_000 },
  purge: { minutes: 2, events: 3_000 },
  'lost-tail': { minutes: 1, events: 3_000 },
  urgent: { minutes: 1, events: 50_000 },
} as const;

type ScenarioName = keyof typeof USUAL;

export type ChaosRun =
  | { readonly kind: 'run'; readonly options: Given<ChaosOptions> }
  | { readonly kind: 'outage'; readonly options: Given<OutageOptions> }
  | { readonly kind: Exclude<ScenarioName, 'outage'>; readonly options: CommonOptions };

interface Parsed {
  readonly seed?: number;
  readonly minutes?: number;
  readonly events?: number;
  readonly faults?: readonly FaultName[];
  readonly processes: number;
  readonly brokers?: '1' | '3';
  readonly lanes: number;
  readonly keepLogs?: string;
  readonly boundTakeovers?: true;
  readonly crossCheck?: true;
  readonly scenario?: ScenarioName;
  readonly how: OutageKind;
}

const program = (): Command =>
  new Command('npm run chaos --')
    .description('Breaks things under a running service on purpose, and checks every promise afterwards.')
    .option(
      '--seed <n>',
      'decides events, faults, their order and how long they last; any if it is missing',
      numberOf('--seed', { least: 0 }),
    )
    .option(
      '--minutes <m>',
      'how long events are published and faults injected (default: 3)',
      numberOf('--minutes', { least: 0.1 }),
    )
    .option('--events <e>', 'records published at least (default: 5000)', numberOf('--events', { least: 1 }))
    .option(
      '--faults <a,b>',
      `${FAULT_NAMES.join(', ')} (default: all that make sense with so many brokers)`,
      faultNames,
    )
    .option('--processes <p>', 'instances of the service', numberOf('--processes', { least: 2 }), 3)
    .addOption(
      new Option('--brokers <b>', '1 or 3 (default: 1; 3 with leader-moves or rolling-restart)').argParser(
        oneOf('--brokers', ['1', '3']),
      ),
    )
    .option('--lanes <l>', 'lanes of the service', numberOf('--lanes', { least: 2 }), 6)
    .option(
      '--bound-takeovers',
      'breaks the run where a lane works elsewhere more than 2 s after a SIGTERM, or 3 s more than the session timeout after a kill -9; meant for --faults kill or terminate: others hold lanes up, too',
    )
    .option('--cross-check', "asks Kafka's own Java client what it sees of the topics, too (needs a JDK)")
    .option('--keep-logs <dir>', 'writes what every instance printed to this directory')
    .option(
      '--scenario <name>',
      'another kind of run, see below',
      oneOf('--scenario', Object.keys(USUAL) as ScenarioName[]),
    )
    .option('--how <kind>', 'of an outage', oneOf('--how', ['down', 'refused'] as const), 'down' as const)
    .addHelpText('after', SCENARIOS);

/** @param anySeed for a run that names none */
export function readChaosRun(args: readonly string[], anySeed: number): CommandLine<ChaosRun> {
  const chaos = program();
  return readCommandLine<Parsed, ChaosRun>(chaos, args, (parsed) => {
    const { seed = anySeed, processes, lanes, keepLogs, scenario, how } = parsed;
    const common = (usual: { readonly minutes: number; readonly events: number }): CommonOptions => ({
      seed,
      minutes: parsed.minutes ?? usual.minutes,
      events: parsed.events ?? usual.events,
      processes,
      lanes,
      ...(keepLogs !== undefined && { logs: keepLogs }),
    });
    if (scenario === 'outage') {
      return { kind: scenario, options: { ...common(USUAL.outage), how } };
    }
    if (scenario !== undefined) {
      return { kind: scenario, options: common(USUAL[scenario]) };
    }
    const brokers = brokersOf(parsed);
    const faults = parsed.faults ?? mixFor(brokers);
    const misplaced = faults.find((fault) => !mixFor(brokers).includes(fault));
    if (misplaced !== undefined) {
      chaos.error(`--faults: ${misplaced} needs ${brokers === 1 ? 'three brokers' : 'one broker'}`);
    }
    return {
      kind: 'run',
      options: {
        ...common({ minutes: 3, events: 5_000 }),
        faults,
        brokers,
        takeovers: parsed.boundTakeovers ? 'bounded' : 'told',
        witness: parsed.crossCheck ? 'java' : 'ourselves',
      },
    };
  });
}

function brokersOf({ brokers, faults }: Parsed): 1 | 3 {
  if (brokers === undefined) {
    return brokersFor(faults ?? []);
  }
  return brokers === '1' ? 1 : 3;
}

function oneOf<Name extends string>(flag: string, names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const name = names.find((one) => one === text.trim());
    if (name === undefined) {
      throw new InvalidArgumentError(`${flag}: there is no ${text}; there are ${names.join(', ')}`);
    }
    return name;
  };
}

function faultNames(text: string): readonly FaultName[] {
  return text.split(',').map(oneOf('--faults', FAULT_NAMES));
}
