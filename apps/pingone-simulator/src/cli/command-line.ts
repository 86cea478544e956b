import { parseArgs } from 'node:util';
import { messageOf } from '#libs/async';
import { behaviourChange } from '../behaviour/behaviour.checks.js';
import type { SimulatorOptions } from '../simulator.js';
import { DEFAULT_POPULATION } from '../simulator.js';
import { orList } from '../validation/check.js';
import { FLAGS, type Flag, type FlagName } from './flags.js';

export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'start';
      readonly options: SimulatorOptions;
      readonly applicationsDirectory: string | undefined;
    };

type ReadText = (file: string) => string;

const DEFAULT_PORT = 4400;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A worker's key would have to reach the service by a file of its own: embedding offers it, the command does not. */
const WORKER_METHODS = ['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'CLIENT_SECRET_JWT'] as const;

interface Given {
  readonly text: string;
  /** The flag or variable that it came by, for messages. */
  readonly by: string;
}

/** Reads values one by one, and remembers every sentence about what is wrong. */
class Reader {
  readonly sentences: string[] = [];

  constructor(private readonly given: ReadonlyMap<FlagName, Given>) {}

  text(name: FlagName): string | undefined {
    return this.given.get(name)?.text;
  }

  integer(name: FlagName, min: number, max: number): number | undefined {
    return this.#read(name, `must be an integer from ${min} to ${max}`, (text) => {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
    });
  }

  choice<const T extends string>(name: FlagName, choices: readonly T[]): T | undefined {
    return this.#read(name, `must be ${orList(choices)}`, (text) =>
      choices.find((choice) => choice === text),
    );
  }

  uuids(name: FlagName): readonly string[] | undefined {
    return this.#read(name, 'must be UUIDs separated by commas', (text) => {
      const ids = text.split(',').map((id) => id.trim().toLowerCase());
      return ids.every((id) => UUID.test(id)) ? ids : undefined;
    });
  }

  url(name: FlagName): string | undefined {
    return this.#read(name, 'must be an http or https URL without a path', (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === ''
        ? url.origin
        : undefined;
    });
  }

  behaviour(name: FlagName, readText: ReadText): SimulatorOptions['behaviour'] {
    const file = this.given.get(name);
    if (file === undefined) {
      return undefined;
    }
    let value: unknown;
    try {
      value = JSON.parse(readText(file.text));
    } catch (error) {
      const why = error instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
      this.sentences.push(`The file that ${file.by} names ${why}.`);
      return undefined;
    }
    const checked = behaviourChange(value, '');
    if (!checked.ok) {
      this.sentences.push(
        ...checked.problems.map(({ field, rule }) => `${field} in the file that ${file.by} names ${rule}.`),
      );
      return undefined;
    }
    return checked.value;
  }

  #read<T>(name: FlagName, rule: string, parse: (text: string) => T | undefined): T | undefined {
    const given = this.given.get(name);
    if (given === undefined) {
      return undefined;
    }
    const value = parse(given.text);
    if (value === undefined) {
      this.sentences.push(`${given.by} ${rule}.`);
    }
    return value;
  }
}

/** What `parseArgs` complains of, in one sentence. */
function sentenceOf(error: unknown): string {
  const message = messageOf(error);
  const [, unknownFlag] = /Unknown option '([^']+)'/.exec(message) ?? [];
  const [, unexpected] = /Unexpected argument '([^']+)'/.exec(message) ?? [];
  const [, withoutValue] = /Option '(--[\w-]+)/.exec(message) ?? [];
  if (unknownFlag !== undefined) {
    return `${unknownFlag} is not known; --help lists what is.`;
  }
  if (unexpected !== undefined) {
    return `"${unexpected}" was not expected: every value belongs to a flag.`;
  }
  return withoutValue === undefined ? message : `${withoutValue} needs a value.`;
}

function givenValues(
  flags: Readonly<Record<string, string | boolean | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<FlagName, Given> {
  const given = new Map<FlagName, Given>();
  for (const { name, variable } of FLAGS) {
    const flag = flags[name];
    const text = env[variable];
    if (typeof flag === 'string') {
      given.set(name, { text: flag, by: `--${name}` });
    } else if (text !== undefined && text !== '') {
      given.set(name, { text, by: variable });
    }
  }
  return given;
}

function misspelt(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const flags: readonly Flag[] = FLAGS;
  return Object.keys(env)
    .filter(
      (variable) => variable.startsWith('SIMULATOR_') && !flags.some((flag) => flag.variable === variable),
    )
    .map((variable) => `${variable} is not known; --help lists what is.`);
}

/** All that is wrong at once, a sentence each. */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  readText: ReadText,
): CommandLine {
  let flags: Readonly<Record<string, string | boolean | undefined>>;
  try {
    const options = Object.fromEntries(FLAGS.map(({ name }) => [name, { type: 'string' as const }]));
    flags = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean' } },
      strict: true,
    }).values;
  } catch (error) {
    return { kind: 'wrong', sentences: [sentenceOf(error)] };
  }
  if (flags['help'] === true) {
    return { kind: 'help' };
  }
  const reader = new Reader(givenValues(flags, env));
  const host = reader.text('host');
  const publicUrl = reader.url('public-url');
  const seed = reader.integer('seed', 0, 4_294_967_295);
  const environmentIds = reader.uuids('environments');
  const behaviour = reader.behaviour('behaviour', readText);
  const workerAuthMethod = reader.choice('worker-auth-method', WORKER_METHODS);
  const users = reader.integer('users', 0, 1_000_000);
  const oathTokensPerUser = reader.integer('oath-tokens-per-user', 0, 1000);
  const port = reader.integer('port', 0, 65_535);
  const sentences = [...misspelt(env), ...reader.sentences];
  if (sentences.length > 0) {
    return { kind: 'wrong', sentences };
  }
  return {
    kind: 'start',
    applicationsDirectory: reader.text('applications-dir'),
    options: {
      port: port ?? DEFAULT_PORT,
      population: {
        ...DEFAULT_POPULATION,
        ...(users === undefined ? {} : { users }),
        ...(oathTokensPerUser === undefined ? {} : { oathTokensPerUser }),
      },
      ...(host === undefined ? {} : { host }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(seed === undefined ? {} : { seed }),
      ...(environmentIds === undefined ? {} : { environmentIds }),
      ...(behaviour === undefined ? {} : { behaviour }),
      ...(workerAuthMethod === undefined ? {} : { workerAuthMethod }),
    },
  };
}
