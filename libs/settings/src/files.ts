import { codeOf } from '#libs/async';
import type { Findings } from './findings.js';

/** The variables of a process, or of an installation that a file describes. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Gives the text of a file or throws, as `readFileSync(path, 'utf8')` does. */
export type ReadFile = (path: string) => string;

/** The message names the setting only: where a secret was put in by mistake, its "path" is the secret (promise P6). */
export function contentOf(
  path: string,
  name: string,
  readFile: ReadFile,
  findings: Findings,
): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    findings.problem(name, `must be the path of a file that can be read (${codeOf(error)})`);
    return undefined;
  }
}

/**
 * A secret from its variable, or from the file that `<name>_FILE` names. It is
 * taken as it is, but for the line end that every editor puts at the end of a file.
 */
export function secretText(
  env: Environment,
  name: string,
  readFile: ReadFile,
  findings: Findings,
): string | undefined {
  const text = env[name] || undefined;
  const path = env[`${name}_FILE`]?.trim() || undefined;
  if (text !== undefined && path !== undefined) {
    findings.problem(name, `must not be set together with ${name}_FILE: keep one of them`);
    return undefined;
  }
  if (path === undefined) {
    return text;
  }
  const content = contentOf(path, `${name}_FILE`, readFile, findings)?.replace(/\r?\n$/, '');
  if (content === '') {
    findings.problem(`${name}_FILE`, 'must be a file that is not empty');
  }
  return content || undefined;
}
