import { validateSync } from 'class-validator';
import { Secret } from '#libs/redaction';
import { contentOf, secretText, type Findings, type ReadFile } from '#libs/settings';
import { Environment } from './environment.dto.js';
import { describeSettings, type SettingDescription } from './setting.decorator.js';

/**
 * The environment as checked values. What breaks its rule is left out, so that
 * nothing after this has to look at it again.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, readFile: ReadFile, findings: Findings): Environment {
  const values: Record<string, unknown> = {};
  for (const setting of describeSettings(Environment)) {
    const text =
      setting.reads === 'secret' ? secretText(env, setting.name, readFile, findings) : trimmed(env, setting);
    if (text !== undefined) {
      values[setting.name] = convert(text, setting, readFile, findings);
    }
  }
  const environment = Object.assign(new Environment(), values);
  const errors = validateSync(environment, {
    stopAtFirstError: true,
    // An error of class-validator carries the value otherwise, and with it a secret (promise P6).
    validationError: { target: false, value: false },
  });
  for (const error of errors) {
    for (const rule of Object.values(error.constraints ?? {})) {
      findings.problem(error.property, rule);
    }
  }
  return Object.assign(
    new Environment(),
    Object.fromEntries(Object.entries(environment).filter(([name]) => findings.isSound(name))),
  );
}

/** Set to nothing is not set: `FOO=${FOO:-}` in a compose file must not mean an empty name. */
function trimmed(env: NodeJS.ProcessEnv, setting: SettingDescription): string | undefined {
  return env[setting.name]?.trim() || setting.default;
}

function convert(text: string, setting: SettingDescription, readFile: ReadFile, findings: Findings): unknown {
  switch (setting.reads) {
    case 'text':
    case 'path':
      return text;
    case 'integer':
      return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'secret':
      return new Secret(text);
    case 'file':
      return contentOf(text, setting.name, readFile, findings);
    case 'secret-file': {
      const content = contentOf(text, setting.name, readFile, findings);
      return content === undefined ? undefined : new Secret(content);
    }
  }
}
