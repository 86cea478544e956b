import { join } from 'node:path';
import type { JournalContent } from '#libs/lanes';
import type { PingOne } from '#libs/pingone';
import type { Revocation } from '#libs/revocation';
import type { Faults } from '../../apps/revoker/src/composition/faults.port.js';
import type * as Service from '../../apps/revoker/src/start.js';
import type { Call, Halted, HaltPlan, Victim } from './halt-plan.js';

/**
 * The built service, halted in the middle of what its plan names (the first
 * argument, as JSON): the way in that production does not have.
 */
const plan = JSON.parse(process.argv[2] ?? 'null') as HaltPlan;
const DIST = join(import.meta.dirname, '../../dist');

/** Where a step of an open revocation is once the call's first answer has been taken in; `none`: settled by it. */
const ANSWERED: Readonly<Record<Call, string>> = {
  'submit-oath-job': 'polling',
  'revoke-token': 'settled',
  'end-session': 'none',
  'end-user-session': 'none',
  'read-oath-job': 'none',
  'read-oath-token': 'none',
};

function halt(revocationId: string): Promise<never> {
  const message: Halted = { halted: revocationId };
  process.send?.(message);
  return new Promise<never>(() => undefined);
}

async function intercept(call: Call, revocationId: string, run: () => Promise<unknown>): Promise<unknown> {
  const victim = plan.victims[revocationId];
  if (victim?.call === call) {
    switch (victim.point) {
      case 'with PingOne, before the answer':
        void run();
        return halt(revocationId);
      case 'after the answer, before anything of it is journaled':
        await run();
        return halt(revocationId);
      default:
        break;
    }
  }
  return run();
}

function haltingPingOne(inner: PingOne): PingOne {
  return new Proxy(inner, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') {
        return member;
      }
      const method = member.bind(target) as (...args: readonly unknown[]) => unknown;
      if (name !== 'call') {
        return method;
      }
      return (...[operation, permit, request]: Parameters<PingOne['call']>) =>
        isCall(operation)
          ? intercept(operation, request.transactionId, async () => method(operation, permit, request))
          : method(operation, permit, request);
    },
  });
}

function isCall(operation: string): operation is Call {
  return operation in ANSWERED;
}

/** The revocation of which the content holds what the plan waits for. */
function victimIn({ ledger }: JournalContent): (Victim & { readonly id: string }) | undefined {
  const victims = ledger.flatMap(({ key, value }) => {
    const id = key.replace(/^entry\//, '');
    const victim = plan.victims[id];
    return victim !== undefined && value !== null && isAwaited(victim, value.toString())
      ? [{ ...victim, id }]
      : [];
  });
  return victims[0];
}

function isAwaited({ call, point }: Victim, value: string): boolean {
  const { state, entry } = JSON.parse(value) as { readonly state: string; readonly entry?: Revocation };
  const phases = (entry?.steps ?? []).map((step) => ('phase' in step ? step.phase.at : ''));
  switch (point) {
    case 'before its write-ahead is committed':
    case 'after its write-ahead, before the request':
      return phases.some((phase) => phase === 'submitting' || phase === 'calling');
    case 'before the answer is committed':
    case 'after the answer is committed, before it is published':
      return state === 'settled' || phases.some((phase) => phase === ANSWERED[call]);
    default:
      return false;
  }
}

const faults: Faults = {
  pingone: haltingPingOne,
  journal: (inner) => ({
    commit: async (content) => {
      const victim = victimIn(content);
      if (victim === undefined) {
        return inner.commit(content);
      }
      if (victim.point.startsWith('before')) {
        return halt(victim.id);
      }
      await inner.commit(content);
      return halt(victim.id);
    },
  }),
};

const { start } = (await import(join(DIST, 'apps/revoker/src/start.js'))) as typeof Service;
await start(faults);
