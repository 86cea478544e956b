import type { EventType } from '#libs/contracts';
import type { KafkaRecord } from '#libs/kafka';
import { spareOf } from '#libs/pingone';
import type { CommandContext } from '../../context.js';
import { type PolicySetup, readPolicySetup } from '../../settings/policy-setup.js';
import { serviceIntake } from '../plan/service-intake.js';
import { type CallEstimate, type CallNeed, callsOf, estimateCalls } from './call-forecast.js';

/** What a replay is expected to ask of PingOne. */
export interface CallForecast {
  /** Requests that a replay may use in a second at most. */
  readonly perSecond: number;
  /** Undefined where the record is answered at once, or is no event. */
  callsFor(record: KafkaRecord, type: EventType): CallNeed | undefined;
  sumOf(needs: readonly CallNeed[]): CallEstimate;
}

/**
 * Plans as the service does, by the settings.
 *
 * @returns undefined where PINGONE_ENVIRONMENT_ID is not set: then calls cannot be counted beforehand
 * @throws CliError that says everything that is wrong with the settings
 */
export function readForecast(context: CommandContext): CallForecast | undefined {
  const { env } = context.installation;
  if (!env['PINGONE_ENVIRONMENT_ID']?.trim()) {
    return undefined;
  }
  return forecastBy(readPolicySetup(env, context.environment.readFile), () => context.now());
}

export function forecastBy(policy: PolicySetup, now: () => number): CallForecast {
  const intake = serviceIntake(policy, now);
  // A range may be long, and most of its events are alike in this: each kind is kept once.
  const kinds = new Map<string, CallNeed>();
  return {
    perSecond: spareOf(policy.requestsPerSecond),
    callsFor: (record, type) => {
      const taken = intake.take({ ...record, replay: { id: '', requestedAt: '' } }, type);
      if (taken.kind !== 'work') {
        return undefined;
      }
      const need = callsOf(taken.open(taken.identity.id), policy);
      const kind = JSON.stringify(need);
      const known = kinds.get(kind) ?? need;
      kinds.set(kind, known);
      return known;
    },
    sumOf: (needs) => estimateCalls(needs, policy),
  };
}
