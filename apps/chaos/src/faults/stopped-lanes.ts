import type { ChaosTestbed } from '../testbed/chaos-testbed.js';
import type { Instance } from '../testbed/instance.js';

interface LaneDetail {
  readonly lane: number;
  readonly state: string;
}

interface Shown {
  readonly status: number;
  readonly lanes: readonly LaneDetail[];
  readonly problem: string;
}

/** How the instances show their lanes in their health. */
export async function laneStates({ fleet }: ChaosTestbed): Promise<ReadonlyMap<number, string>> {
  const shown = await Promise.all(fleet.running.map(shownBy));
  return new Map(shown.flatMap(({ lanes }) => lanes.map(({ lane, state }) => [lane, state] as const)));
}

/** Whether an instance logged as an error that this lane has stopped, and why. */
export function saidToHaveLost({ fleet }: ChaosTestbed, lane: number): boolean {
  return fleet.all.some(({ log }) =>
    log
      .update()
      .some(
        ({ level, message }) =>
          level === 'error' &&
          message.includes(`Lane ${lane} has stopped: `) &&
          message.includes('it has lost data'),
      ),
  );
}

/** An instance whose lanes have all stopped is not ready, any other one is; each names the stopped ones. */
export async function readinessProblems(
  { fleet }: ChaosTestbed,
  stopped: readonly number[],
): Promise<readonly string[]> {
  const all = await Promise.all(
    fleet.running.map(async (instance) => {
      const { status, lanes, problem } = await shownBy(instance);
      const isIdle = lanes.length > 0 && lanes.every(({ lane }) => stopped.includes(lane));
      const unnamed = lanes.filter(
        ({ lane }) => stopped.includes(lane) && !problem.includes(`Lane ${lane} has stopped`),
      );
      const wanted = isIdle ? 503 : 200;
      return [
        ...(status === wanted
          ? []
          : [`${instance.name} answers ${status} to /health/ready with lanes ${JSON.stringify(lanes)}`]),
        ...unnamed.map(
          ({ lane }) => `the health of ${instance.name} does not say why lane ${lane} has stopped`,
        ),
      ];
    }),
  );
  return all.flat();
}

async function shownBy(instance: Instance): Promise<Shown> {
  const { status, body } = await instance.service.health('ready');
  const { details } = JSON.parse(body === '' ? '{}' : body) as {
    readonly details?: {
      readonly lanes?: {
        readonly problem?: string;
        readonly details?: { readonly lanes?: readonly LaneDetail[] };
      };
    };
  };
  return { status, lanes: details?.lanes?.details?.lanes ?? [], problem: details?.lanes?.problem ?? '' };
}
