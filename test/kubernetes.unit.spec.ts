import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { codeSpansOf } from './support/markdown.js';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface StatefulSet {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [
          {
            readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
            readonly volumeMounts: readonly { readonly mountPath: string }[];
          },
        ];
      };
    };
  };
}

interface KafkaTopic {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly partitions: number; readonly config: Readonly<Record<string, unknown>> };
}

interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string };
  readonly operations: readonly string[];
}

interface KafkaUser {
  readonly spec: { readonly authorization: { readonly acls: readonly Acl[] } };
}

const settings = new Map(
  read('deploy/kubernetes/base/settings.env')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
);
const pod = (parse(read('deploy/kubernetes/base/stateful-set.yaml')) as StatefulSet).spec.template.spec;
const [container] = pod.containers;
const documentsOf = (file: string): readonly unknown[] =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as unknown);
const guide = read('docs/how-to/prepare-kafka.md');

describe('The Kubernetes manifests', () => {
  it('set only what is a setting, and no secret but as a file', () => {
    const known = new Set(codeSpansOf(read('docs/reference/settings.md')));
    expect([...settings.keys()].filter((name) => !known.has(name))).toEqual([]);
    expect([...settings.keys()].filter((name) => /(SECRET|PASSWORD|KEY)$/.test(name))).toEqual([]);
  });

  it('mount every file that a setting names', () => {
    const files = [...settings.values()].filter((value) => value.startsWith('/'));
    const mounts = container.volumeMounts.map(({ mountPath }) => `${mountPath}/`);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !mounts.some((mount) => file.startsWith(mount)))).toEqual([]);
  });

  it('give an instance longer to end than it takes at most', () => {
    const deadlineMs = Number(settings.get('SHUTDOWN_DEADLINE_MS'));
    expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(deadlineMs);
  });

  it('probe the port that health and metrics listen on', () => {
    expect(container.ports).toEqual([{ name: 'health', containerPort: Number(settings.get('HEALTH_PORT')) }]);
  });

  it('name every file of the base', () => {
    const { resources } = parse(read('deploy/kubernetes/base/kustomization.yaml')) as {
      resources: string[];
    };
    const files = globSync('*.yaml', { cwd: join(ROOT, 'deploy/kubernetes/base') });
    expect(resources.toSorted()).toEqual(files.filter((file) => file !== 'kustomization.yaml').toSorted());
  });
});

describe('The examples for Strimzi', () => {
  it('create the topics that the guide creates', () => {
    const created = [...guide.matchAll(/^create (\S+) +(\d+)(?: --config cleanup\.policy=(\S+))?$/gm)];
    const wanted = created.map(([, name, partitions, policy]) => ({
      name,
      partitions: Number(partitions),
      policy,
    }));
    const topics = documentsOf('deploy/kubernetes/strimzi/topics.yaml') as readonly KafkaTopic[];
    expect(wanted).toHaveLength(6);
    expect(
      topics.map(({ metadata: { name }, spec: { partitions, config } }) => ({
        name,
        partitions,
        policy: config['cleanup.policy'],
      })),
    ).toEqual(wanted);
    expect(topics.every(({ spec }) => spec.config['min.insync.replicas'] === 2)).toBe(true);
  });

  it('grant the service the rights of the guide, and no more', () => {
    const [service] = documentsOf('deploy/kubernetes/strimzi/users.yaml') as readonly KafkaUser[];
    const granted = (service?.spec.authorization.acls ?? []).flatMap(({ resource, operations }) =>
      operations.map((operation) => `${operation} ${resource.type} ${resource.name} ${resource.patternType}`),
    );
    expect(granted.toSorted()).toEqual(grantedByGuide().toSorted());
  });
});

/** The commands of the guide, a line each, with its loop over all topics written out. */
function grantedByGuide(): readonly string[] {
  const [, names = ''] = /^for topic in (.+); do$/m.exec(guide) ?? [];
  return [...guide.matchAll(/^ *acl (--operation .+)$/gm)].flatMap(([, line = '']) => {
    const lines = line.includes('"$topic"')
      ? names.split(' ').map((name) => line.replace('"$topic"', name))
      : [line];
    return lines.flatMap(grantsOf);
  });
}

function grantsOf(line: string): readonly string[] {
  const values = (option: string): readonly string[] =>
    [...line.matchAll(new RegExp(`--${option} +(\\S+)`, 'g'))].map(([, value = '']) => value);
  const pattern = values('resource-pattern-type')[0] === 'prefixed' ? 'prefix' : 'literal';
  const resources = [
    ...values('group').map((name) => `group ${name}`),
    ...values('transactional-id').map((name) => `transactionalId ${name}`),
    ...values('topic').map((name) => `topic ${name}`),
  ];
  return values('operation').flatMap((operation) =>
    resources.map((resource) => `${operation} ${resource} ${pattern}`),
  );
}
