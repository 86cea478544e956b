import type { RevocationCompleted } from '#libs/contracts';
import { foreseeHolds, type RevocationIntake } from '#libs/execution';
import { EXIT, type ExitCode } from '../../cli/exit-codes.js';
import type { Tool } from '../../tool.js';
import { complaintsOf, readAsService, recordOf } from '../../events/check.js';
import type { Draft } from '../../events/draft.js';
import type { EventFlags } from '../../events/flags.js';
import { gatherEvents } from '../../events/gather.js';
import { describeFailure, whoOf } from '../../outcomes/describe-outcome.js';
import { readPolicySetup, type PolicySetup } from '../../settings/policy-setup.js';
import { describeHolds } from './describe-holds.js';
import { describeSteps, type PlannedStep } from './describe-plan.js';
import { serviceIntake } from './service-intake.js';

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

export async function plan(tool: Tool, file: string | undefined, options: PlanOptions): Promise<ExitCode> {
  const setup = readPolicySetup(tool.installation.env, tool.surroundings.readFile);
  const intake = serviceIntake(setup, () => tool.now());
  const drafts = await gatherEvents(tool, file, options);
  const plans = drafts.map((draft) => planOf(draft, intake, setup, tool.now()));
  for (const each of plans) {
    if (options.json) {
      tool.terminal.json(each);
    } else {
      tool.terminal.print(...describe(each));
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
