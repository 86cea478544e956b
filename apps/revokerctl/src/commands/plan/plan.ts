import type { Command } from 'commander';
import type { RevocationCompleted } from '#libs/contracts';
import { foreseeHolds, type RevocationIntake } from '#libs/execution';
import { readAsService, whoOf } from '#libs/operations';
import { EXIT, type ExitCode } from '../../cli/cli-error.js';
import { defineCommand, onRun } from '../../cli/define-command.js';
import type { CommandContext } from '../../context.js';
import { complaintsOf, recordOf } from '../../events/check.js';
import type { Draft } from '../../events/draft.js';
import { type EventFlags, withEventFlags } from '../../events/flags.js';
import { gatherEvents } from '../../events/gather.js';
import { describeFailure } from '../../output/describe-outcome.js';
import { type PolicySetup, readPolicySetup } from '../../settings/policy-setup.js';
import { describeHolds, describeSteps, type PlannedStep } from './describe-plan.js';
import { serviceIntake } from './service-intake.js';

export function registerPlan(program: Command, context: CommandContext): void {
  const command = defineCommand(program, 'plan', {
    summary: 'show what would be done for an event',
    description:
      'Plans an event as the service would by these settings, and calls neither Kafka nor PingOne. It does not know whether the event is a repeat: "find" does. Says if a guard will hold it, or may. Exit code 1 if it would be refused.',
    examples: [
      ['plan event.json', 'one event, a list, or JSON lines'],
      ['plan --username ada --cause leave', 'an event by flags'],
    ],
  });
  withEventFlags(command).argument('[file]', 'events; `-` or nothing: standard input');
  onRun(command, context, plan);
}

export interface PlanOptions extends EventFlags {
  readonly json?: true;
}

/**
 * - `carried-out`: by these steps.
 * - `held`: the same, once an operator has approved it.
 * - `refused`: answered at once by a failed outcome.
 * - `dead-letter`: not understood as an event.
 */
type Plan = Readonly<Record<'event' | 'type', string>> &
  (
    | {
        readonly verdict: 'carried-out' | 'held';
        readonly who: string;
        readonly revocationId: string;
        readonly steps: readonly PlannedStep[];
        /** What a guard will say of it, or may. */
        readonly holds: ReturnType<typeof describeHolds>;
      }
    | {
        readonly verdict: 'refused';
        readonly outcome: RevocationCompleted;
        readonly violations: readonly string[];
      }
    | { readonly verdict: 'dead-letter'; readonly violations: readonly string[] }
  );

export async function plan(
  context: CommandContext,
  file: string | undefined,
  options: PlanOptions,
): Promise<ExitCode> {
  const setup = readPolicySetup(context.installation.env, context.environment.readFile);
  const intake = serviceIntake(setup, () => context.now());
  const drafts = await gatherEvents(context, file, options);
  const plans = drafts.map((draft) => planOf(draft, intake, setup, context.now()));
  for (const each of plans) {
    if (options.json) {
      context.terminal.json(each);
    } else {
      context.terminal.print(...describe(each));
    }
  }
  return plans.every(({ verdict }) => verdict === 'carried-out' || verdict === 'held')
    ? EXIT.ok
    : EXIT.problems;
}

function planOf(draft: Draft, intake: RevocationIntake, setup: PolicySetup, now: number): Plan {
  const record = recordOf(draft, draft.type, now);
  const taken = intake.take(record, draft.type);
  const head = { event: draft.where, type: draft.type };
  const violations = complaintsOf(readAsService(record, draft.type));
  switch (taken.kind) {
    case 'work': {
      const revocation = taken.open(taken.identity.id);
      const { environmentId } = revocation.event;
      const isKnown = (clientId: string): boolean =>
        setup.applications.some(
          (one) =>
            one.clientId === clientId &&
            (one.environmentId ?? setup.environmentId).toLowerCase() === environmentId,
        );
      const steps = describeSteps(revocation, isKnown);
      const who = whoOf(revocation.event);
      const holds = describeHolds(foreseeHolds(revocation, setup.guards), setup.guards);
      const verdict = holds.some(({ when }) => when === 'certain') ? 'held' : 'carried-out';
      return { ...head, verdict, who, revocationId: revocation.id, steps, holds };
    }
    case 'answer': {
      const outcome = taken.answer(taken.identity.id).summary as RevocationCompleted;
      return { ...head, verdict: 'refused', outcome, violations };
    }
    case 'dead-letter':
      return { ...head, verdict: 'dead-letter', violations };
  }
}

function describe(each: Plan): readonly string[] {
  const title = `${each.type}, ${each.event}`;
  switch (each.verdict) {
    case 'carried-out':
    case 'held':
      return [
        `${title}: ${each.who}`,
        ...each.holds.map(({ what }) => `  ${what}`),
        ...each.steps.map(({ what }, index) => `  ${index + 1}. ${what}`),
        `  as revocation ${each.revocationId}`,
      ];
    case 'refused': {
      const { failure } = each.outcome;
      return [
        `${title}: would be refused${failure ? `, ${describeFailure(failure)}` : ''}`,
        ...each.violations.map((line) => `  ${line}`),
      ];
    }
    case 'dead-letter':
      return [`${title}: would become a dead letter`, ...each.violations.map((line) => `  ${line}`)];
  }
}
