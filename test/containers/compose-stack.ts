import { randomBytes } from 'node:crypto';
import type { StartedDockerComposeEnvironment } from 'testcontainers';
import { eventually } from '#libs/testbed';
import { ROOT } from './base-images.js';
import { composeCommand } from './compose-command.js';
import { docker, dockerOutput } from './docker.js';

const HEALTHY_WITHIN_MS = 120_000;

type Service = 'kafka' | 'simulator' | 'credentials' | 'revoker';

/** As much of `docker container inspect` as tests ask for. */
export interface Inspected {
  readonly State: {
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>> | null;
  };
}

/** docker-compose.yml, up, at ports that were free and under a project name of its own. */
export class ComposeStack implements AsyncDisposable {
  readonly brokers: readonly string[];
  readonly simulatorUrl: string;
  readonly healthUrl: string;

  private constructor(
    private readonly environment: StartedDockerComposeEnvironment,
    private readonly project: string,
    ports: { readonly kafka: number; readonly simulator: number; readonly health: number },
  ) {
    this.brokers = [`127.0.0.1:${ports.kafka}`];
    this.simulatorUrl = `http://127.0.0.1:${ports.simulator}`;
    this.healthUrl = `http://127.0.0.1:${ports.health}`;
  }

  /** Builds, starts, and waits until all that has a health check is healthy. */
  static async up(): Promise<ComposeStack> {
    // Slow to load: not where the tests are skipped.
    const { DockerComposeEnvironment, RandomPortGenerator } = await import('testcontainers');
    const generator = new RandomPortGenerator();
    const ports = {
      kafka: await generator.generatePort(),
      simulator: await generator.generatePort(),
      health: await generator.generatePort(),
    };
    const project = `revocation-test-${randomBytes(4).toString('hex')}`;
    const environment = await new DockerComposeEnvironment(ROOT, 'docker-compose.yml')
      .withProjectName(project)
      .withEnvironment({
        PUBLISH_KAFKA_PORT: String(ports.kafka),
        PUBLISH_SIMULATOR_PORT: String(ports.simulator),
        PUBLISH_HEALTH_PORT: String(ports.health),
      })
      .withClientOptions(composeCommand() === 'docker-compose' ? { executable: { standalone: true } } : {})
      .withBuild()
      .withStartupTimeout(HEALTHY_WITHIN_MS)
      .up();
    return new ComposeStack(environment, project, ports);
  }

  async inspect(service: Service): Promise<Inspected> {
    const output = await dockerOutput('container', 'inspect', await this.idOf(service));
    const [inspected] = JSON.parse(output) as Inspected[];
    if (inspected === undefined) {
      throw new Error(`docker has nothing to say about ${service}`);
    }
    return inspected;
  }

  async untilHealthy(service: Service): Promise<void> {
    await eventually(
      `${service} is healthy`,
      async () => (await this.inspect(service)).State.Health?.Status === 'healthy',
      HEALTHY_WITHIN_MS,
    );
  }

  /** Runs JavaScript in the service's container, as the service's user. @returns what it prints */
  async evaluate(service: Service, script: string): Promise<string> {
    return dockerOutput('exec', await this.idOf(service), 'node', '--input-type=module', '-e', script);
  }

  /** SIGTERM, and SIGKILL after the time that docker-compose.yml gives it. */
  async stop(service: Service): Promise<void> {
    await dockerOutput('stop', await this.idOf(service));
  }

  async start(service: Service): Promise<void> {
    await dockerOutput('start', await this.idOf(service));
  }

  async logs(service: Service): Promise<string> {
    const { stdout, stderr } = await docker('logs', await this.idOf(service));
    return stdout + stderr;
  }

  private async idOf(service: Service): Promise<string> {
    const label = (name: string, value: string): readonly string[] => [
      '--filter',
      `label=com.docker.compose.${name}=${value}`,
    ];
    return dockerOutput(
      'ps',
      '--all',
      '--quiet',
      ...label('project', this.project),
      ...label('service', service),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.environment.down({ removeVolumes: true });
  }
}
