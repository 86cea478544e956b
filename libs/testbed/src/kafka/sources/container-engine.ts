import { readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { accepts, type Address } from '../support/reachable.js';

const CONNECT_TIMEOUT_MS = 200;

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** undefined where the platform has none. */
  readonly uid: number | undefined;
}

/** Where a container engine may listen, by the rules of testcontainers (its `container-runtime/strategies`). */
export const engineAddresses = (
  env: Readonly<Record<string, string | undefined>>,
  testcontainersProperties: string,
  machine: Machine,
): readonly Address[] => {
  const configured = [
    ...testcontainersProperties.matchAll(/^\s*(?:tc\.host|docker\.host)\s*=\s*(\S+)\s*$/gm),
  ].flatMap(([, url]) => (url === undefined ? [] : [url]));
  const named = [env['DOCKER_HOST'], ...configured].flatMap((url) => addressOf(url));
  if (machine.platform === 'win32') {
    return [...named, { path: '//./pipe/docker_engine' }];
  }
  return [
    ...named,
    { path: '/var/run/docker.sock' },
    ...(env['XDG_RUNTIME_DIR'] === undefined ? [] : [{ path: join(env['XDG_RUNTIME_DIR'], 'docker.sock') }]),
    { path: join(machine.home, '.docker', 'run', 'docker.sock') },
    { path: join(machine.home, '.docker', 'desktop', 'docker.sock') },
    ...(machine.uid === undefined ? [] : [{ path: `/run/user/${machine.uid}/docker.sock` }]),
  ];
};

const addressOf = (url: string | undefined): readonly Address[] => {
  if (url === undefined || !URL.canParse(url)) {
    return [];
  }
  const { hostname, port, pathname } = new URL(url);
  return hostname === '' ? [{ path: pathname }] : [{ host: hostname, port: Number(port) || 2375 }];
};

/** Asked before testcontainers is loaded, which takes most of a second: a machine without an engine must not pay for it. */
export const engineAnswers = async (env: Readonly<Record<string, string | undefined>>): Promise<boolean> => {
  const properties = await readFile(join(homedir(), '.testcontainers.properties'), 'utf8').catch(() => '');
  const machine = {
    platform: process.platform,
    home: homedir(),
    uid: process.platform === 'win32' ? undefined : userInfo().uid,
  };
  const answers = await Promise.all(
    engineAddresses(env, properties, machine).map((address) => accepts(address, CONNECT_TIMEOUT_MS)),
  );
  return answers.includes(true);
};
