import type { Action, Fact } from '#libs/revocation';
import type { ActiveRevocation } from './active-revocation.js';

export type ActionKind = Exclude<Action['kind'], 'settle'>;
export type ActionOf<Kind extends ActionKind> = Extract<
  Exclude<Action, { readonly kind: 'settle' }>,
  { readonly kind: Kind }
>;

/**
 * Carries out actions of one kind.
 *
 * To implementers: resolve with what became of the action, a fact about its step;
 * the caller records it. An outage is no fact: it is waited out. A rejection is an
 * exception; the caller logs it and tries the step again later. Where the lane is
 * lost, or the step is taken back before anything was sent, the promise may reject
 * or stay pending: nothing is recorded then.
 */
export interface ActionExecutor<Kind extends ActionKind> {
  execute(open: ActiveRevocation, action: ActionOf<Kind>): Promise<Fact>;
}

export type ActionExecutors = { readonly [Kind in ActionKind]: ActionExecutor<Kind> };

/** A fact about a step of one kind, without the step. */
export type FactAbout<Prefix extends string> = Fact extends infer F
  ? F extends { readonly kind: `${Prefix}-${string}` }
    ? Omit<F, 'step'>
    : never
  : never;
