import { describe, expect, it } from '@jest/globals';
import { engineAddresses } from './container-engine.js';

const linux = { platform: 'linux', home: '/home/ann', uid: 1000 } as const;
const usualPlaces = [
  { path: '/var/run/docker.sock' },
  { path: '/home/ann/.docker/run/docker.sock' },
  { path: '/home/ann/.docker/desktop/docker.sock' },
  { path: '/run/user/1000/docker.sock' },
];

describe('engineAddresses', () => {
  it.each([
    { name: 'nothing set', env: {}, properties: '', first: [] },
    {
      name: 'DOCKER_HOST of a socket',
      env: { DOCKER_HOST: 'unix:///run/podman/podman.sock' },
      properties: '',
      first: [{ path: '/run/podman/podman.sock' }],
    },
    {
      name: 'DOCKER_HOST of another machine',
      env: { DOCKER_HOST: 'tcp://build.internal:2376' },
      properties: '',
      first: [{ host: 'build.internal', port: 2376 }],
    },
    {
      name: 'DOCKER_HOST without a port',
      env: { DOCKER_HOST: 'tcp://build.internal' },
      properties: '',
      first: [{ host: 'build.internal', port: 2375 }],
    },
    { name: 'DOCKER_HOST that is no URL', env: { DOCKER_HOST: 'yes' }, properties: '', first: [] },
    {
      name: 'the properties file of testcontainers',
      env: {},
      properties: 'ryuk.disabled=true\ntc.host = tcp://127.0.0.1:5555\ndocker.host=unix:///x.sock\n',
      first: [{ host: '127.0.0.1', port: 5555 }, { path: '/x.sock' }],
    },
  ])('looks in the usual places last, with $name', ({ env, properties, first }) => {
    expect(engineAddresses(env, properties, linux)).toEqual([...first, ...usualPlaces]);
  });

  it('knows the folder of a rootless engine', () => {
    const addresses = engineAddresses({ XDG_RUNTIME_DIR: '/run/user/7' }, '', linux);
    expect(addresses).toContainEqual({ path: '/run/user/7/docker.sock' });
  });

  it('knows the pipe of Windows, and none of the sockets', () => {
    const windows = { platform: 'win32', home: 'C:\\Users\\ann', uid: undefined } as const;
    expect(engineAddresses({}, '', windows)).toEqual([{ path: '//./pipe/docker_engine' }]);
  });
});
