const PREFIXES = ['KAFKA_', 'PINGONE_', 'TOPIC_'];

/** Variables of the shell that the service would obey, and the sandbox does not: they may point at production. */
export function foreignVariables(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(env)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)))
    .sort();
}

/** Names only, never values: one of them may be a secret (promise P6). */
export function sayIgnored(names: readonly string[]): string {
  return `Ignored, because the sandbox is a world of its own: ${names.join(', ')}`;
}
