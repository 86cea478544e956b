import type { ProtectedUsers } from '#libs/execution';
import type { KafkaSettings } from '#libs/kafka';
import {
  loadApplications,
  type ClientCredentials,
  type PingOneSettings,
  type RateGroupLimits,
} from '#libs/pingone';
import type { Secret } from '#libs/redaction';
import type { SettingValue } from '#libs/settings';

/**
 * What the service is told by its environment: checked, complete, with every
 * default filled in. `loadSettings` makes it. Durations are milliseconds.
 */
export interface Settings {
  readonly kafka: KafkaGroupSettings;
  readonly topics: TopicSettings;
  readonly lanes: LaneSettings;
  readonly pingone: PingOneConnectionSettings;
  readonly jobs: JobSettings;
  readonly policy: PolicySettings;
  readonly guards: GuardSettings;
  /** The first one seals, all of them open; base64 of 32 bytes each. Empty: events that carry tokens cannot be taken. */
  readonly sealingKeys: readonly Secret[];
  readonly health: ListenSettings;
  readonly logLevel: SettingValue<'LOG_LEVEL'>;
  /** Base URL of the OTLP/HTTP receiver of traces; absent: nothing is traced. */
  readonly tracesEndpoint?: string;
  readonly shutdownDeadlineMs: number;
}

/** What is revoked beyond what an event names, and how sure the service makes itself. */
interface PolicySettings {
  readonly revokeUserSessions: boolean;
  readonly endSessionsOfUnrevocableTokens: boolean;
  readonly verify: SettingValue<'VERIFY'>;
  readonly lateEventMs: number;
  readonly clockToleranceMs: number;
  readonly oathTokenIndex: boolean;
  readonly oathTokenIndexRefreshMs: number;
}

/** What waits for an operator. */
interface GuardSettings {
  /** Absent: off. */
  readonly massDeprovisioning?: { readonly limit: number; readonly windowMs: number };
  readonly protectedUsers: ProtectedUsers;
  readonly maxHeldPerLane: number;
}

/** Handed to libs/lanes as it is. */
interface KafkaGroupSettings extends KafkaSettings {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
}

interface TopicSettings {
  readonly userDeprovisioned: string;
  readonly sessionTerminated: string;
  readonly revocationCompleted: string;
  readonly deadLetter: string;
  readonly ledger: string;
  readonly commands: string;
  /** Whether missing topics are created at the start. */
  readonly create: boolean;
}

interface LaneSettings {
  /** Used when the ledger is created; afterwards the ledger's own number counts. */
  readonly count: number;
  /** Where a new group starts on a topic that already holds records; absent: such a start is refused. */
  readonly startFrom?: NonNullable<SettingValue<'START_FROM'>>;
  readonly ledgerRetentionMs: number;
  /** Never more than `ledgerRetentionMs`: older events are older than the memory that recognises repeats. */
  readonly maxEventAgeMs: number;
  /** Before a lane is no longer fetched from. */
  readonly maxOpen: number;
}

export interface PingOneConnectionSettings {
  /** With `/v1`, without a slash at the end. */
  readonly apiUrl: string;
  /** Without a slash at the end; `/{environmentId}/as/…` is appended to it. */
  readonly authUrl: string;
  /** Of events that name none. */
  readonly environmentId: string;
  /** All that are allowed, `environmentId` first. Lower case. */
  readonly environments: readonly string[];
  readonly worker: ClientCredentials;
  /** Path of the JSON file with the applications' credentials; `loadApplications` of libs/pingone reads it. */
  readonly applicationsFile?: string;
  /** For the whole fleet, as `requestsPerSecond`. Absent: one budget for all. */
  readonly rateGroups?: RateGroupLimits;
  /** For the whole fleet. */
  readonly requestsPerSecond: number;
  readonly requestsInFlight: number;
  readonly requestTimeoutMs: number;
  /** How long a token waits for its application's credentials to be accepted. */
  readonly credentialsDeadlineMs: number;
}

interface JobSettings {
  readonly maxTokensPerJob: number;
  /** From the submit of an OATH job to giving up on its end. */
  readonly deadlineMs: number;
}

interface ListenSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Every secret that the service was given and that fits into a line: the log takes them out wherever they turn up. */
export function knownSecrets(
  { kafka, pingone, sealingKeys }: Settings,
  applications: readonly ClientCredentials[],
): readonly Secret[] {
  const clients = [pingone.worker, ...applications].flatMap(({ authentication }) =>
    'clientSecret' in authentication ? [authentication.clientSecret] : [],
  );
  return [...(kafka.sasl ? [kafka.sasl.password] : []), ...clients, ...sealingKeys];
}

/** @throws ApplicationsFileError that says everything that is wrong with the file of applications */
export function pingOneSettings({ pingone }: Settings, env: NodeJS.ProcessEnv): PingOneSettings {
  const { apiUrl, authUrl, environments, worker, applicationsFile } = pingone;
  const { rateGroups, requestsPerSecond, requestsInFlight, requestTimeoutMs } = pingone;
  return {
    apiUrl,
    authUrl,
    environments,
    worker,
    applications:
      applicationsFile === undefined ? [] : loadApplications(applicationsFile, (name) => env[name]),
    ...(rateGroups && { rateGroups }),
    requestsPerSecond,
    requestsInFlight,
    requestTimeoutMs,
  };
}
