import type { Findings } from '#libs/settings';

/** Names that begin like this are meant for us. Others are too common in an environment to be judged. */
const PREFIXES = [
  'KAFKA_',
  'PINGONE_',
  'TOPIC_',
  'TOPICS_',
  'LEDGER_',
  'HEALTH_',
  'MASS_DEPROVISIONING_',
  'PROTECTED_USERS_',
];

/** What Kubernetes and Docker links put into the environment for a service that is called "kafka". */
const SERVICE_LINK = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/;

const MAX_DISTANCE = 4;

/** A misspelt name is a setting that silently keeps its default: it is worth a warning, not a refusal. */
export function warnOfUnknownNames(
  env: NodeJS.ProcessEnv,
  known: readonly string[],
  findings: Findings,
): void {
  for (const name of Object.keys(env).sort()) {
    if (
      known.includes(name) ||
      !PREFIXES.some((prefix) => name.startsWith(prefix)) ||
      SERVICE_LINK.test(name)
    ) {
      continue;
    }
    const nearest = known
      .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
      .reduce((best, next) => (next.distance < best.distance ? next : best));
    findings.warning(
      name,
      nearest.distance <= MAX_DISTANCE
        ? `is not a setting: did you mean ${nearest.candidate}?`
        : 'is not a setting of this service',
    );
  }
}

/** Levenshtein's: how many characters have to be put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, left] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, right] of [...b].entries()) {
      const change = (previous[column] ?? 0) + (left === right ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
