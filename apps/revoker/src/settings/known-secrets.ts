import type { Secret } from '#libs/redaction';
import type { ClientCredentials } from '#libs/pingone';
import type { Settings } from './settings.js';

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
