import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Secret } from '#libs/redaction';
import { isObject, parseJson } from '../http/json.js';
import type { ApplicationCredentials } from '../settings.js';
import { type ApplicationDto, ApplicationsDto } from './applications.dto.js';
import { readClientCredentials } from './client-credentials.js';
import { placeOfJsonError } from './json-place.js';

/** The file cannot be used. Says everything that is wrong with it at once, by name and rule, never a value (P6). */
export class ApplicationsFileError extends Error {
  override readonly name = 'ApplicationsFileError';

  constructor(readonly problems: readonly string[]) {
    super(`The applications file cannot be used:\n${problems.map((one) => `- ${one}`).join('\n')}`);
  }
}

/**
 * Reads the credentials of the applications whose tokens may be revoked.
 *
 * @param file JSON, see `docs/reference/pingone-calls.md`; paths in it are relative to its own folder
 * @param readEnv looks up the environment variables that `clientSecretEnv` names
 * @throws ApplicationsFileError
 */
export function loadApplications(
  file: string,
  readEnv: (name: string) => string | undefined,
): ApplicationCredentials[] {
  const text = readText(file);
  if (text === undefined) {
    throw new ApplicationsFileError([`${file}: cannot be read`]);
  }
  const json = parseJson(text);
  if (json === undefined) {
    const { line, column } = placeOfJsonError(text);
    throw new ApplicationsFileError([`${file}: is not JSON from line ${line}, column ${column} on`]);
  }
  if (!isObject(json)) {
    throw new ApplicationsFileError([`${file}: must hold a JSON object, {"applications": […]}`]);
  }
  const strangers = Array.isArray(json['applications'])
    ? json['applications'].filter((one) => !isObject(one))
    : [];
  if (strangers.length > 0) {
    throw new ApplicationsFileError(
      strangers.map(
        (one) => `applications[${(json['applications'] as unknown[]).indexOf(one)}]: must be an object`,
      ),
    );
  }
  const dto = plainToInstance(ApplicationsDto, json);
  const violations = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  if (violations.length > 0) {
    throw new ApplicationsFileError(violations.flatMap((violation) => rulesOf(violation, '')));
  }
  const secrets = new SecretFiles(dirname(resolve(file)), readEnv);
  const problems = [...repeated(dto.applications)];
  const applications = dto.applications.flatMap((one, index) => {
    const read = toCredentials(one, secrets);
    problems.push(...read.problems.map((problem) => `applications[${index}].${problem}`));
    return read.credentials ? [read.credentials] : [];
  });
  if (problems.length > 0) {
    throw new ApplicationsFileError(problems);
  }
  return applications;
}

interface Read {
  readonly credentials?: ApplicationCredentials;
  readonly problems: readonly string[];
}

function toCredentials(dto: ApplicationDto, secrets: SecretFiles): Read {
  const clientSecret = secrets.clientSecretOf(dto);
  const privateKeyPem = secrets.privateKeyOf(dto);
  const unreadable = [clientSecret, privateKeyPem].flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (unreadable.length > 0 || typeof clientSecret === 'string' || typeof privateKeyPem === 'string') {
    return { problems: unreadable };
  }
  const read = readClientCredentials({
    clientId: dto.clientId,
    method: dto.tokenEndpointAuthMethod,
    clientSecret,
    privateKeyPem,
    keyId: dto.keyId,
    algorithm: dto.algorithm,
    audience: dto.audience,
    encoding: dto.formEncodeCredentials === true ? 'form' : 'raw',
  });
  if (read.kind === 'invalid') {
    const named = { privateKey: 'privateKeyFile' } as Readonly<Record<string, string>>;
    return { problems: read.problems.map(({ field, rule }) => `${named[field] ?? field}: ${rule}`) };
  }
  const { environmentId } = dto;
  return {
    credentials: { ...read.credentials, ...(environmentId !== undefined && { environmentId }) },
    problems: [],
  };
}

/** Finds secrets where the file says they are. A string is what is wrong. */
class SecretFiles {
  constructor(
    private readonly folder: string,
    private readonly readEnv: (name: string) => string | undefined,
  ) {}

  clientSecretOf(dto: ApplicationDto): Secret | string | undefined {
    const { clientSecret, clientSecretFile, clientSecretEnv } = dto;
    if ([clientSecret, clientSecretFile, clientSecretEnv].filter((one) => one !== undefined).length > 1) {
      return 'clientSecret: must come from one place only (clientSecret, clientSecretFile or clientSecretEnv)';
    }
    if (clientSecretFile !== undefined) {
      return this.#fromFile('clientSecretFile', clientSecretFile);
    }
    const value = clientSecretEnv === undefined ? clientSecret : this.readEnv(clientSecretEnv);
    if (clientSecretEnv !== undefined && !value) {
      return `clientSecretEnv: the environment variable ${clientSecretEnv} is not set`;
    }
    return value === undefined ? undefined : new Secret(value);
  }

  privateKeyOf({ privateKeyFile }: ApplicationDto): Secret | string | undefined {
    return privateKeyFile === undefined ? undefined : this.#fromFile('privateKeyFile', privateKeyFile);
  }

  #fromFile(field: string, path: string): Secret | string {
    const text = readText(resolve(this.folder, path))?.replace(/\r?\n$/, '');
    return text
      ? new Secret(text)
      : `${field}: the file ${path} ${text === '' ? 'is empty' : 'cannot be read'}`;
  }
}

function* repeated(applications: readonly ApplicationDto[]): Iterable<string> {
  const seen = new Set<string>();
  for (const [index, { environmentId, clientId }] of applications.entries()) {
    const key = `${environmentId ?? ''}/${clientId}`.toLowerCase();
    if (seen.has(key)) {
      yield `applications[${index}].clientId: is there twice`;
    }
    seen.add(key);
  }
}

function rulesOf({ property, constraints, children }: ValidationError, parent: string): string[] {
  const path = /^\d+$/.test(property)
    ? `${parent}[${property}]`
    : parent === ''
      ? property
      : `${parent}.${property}`;
  const own = Object.values(constraints ?? {}).map((rule) => `${path}: ${rule}`);
  return [...own, ...(children ?? []).flatMap((child) => rulesOf(child, path))];
}

function readText(path: string): string | undefined {
  try {
    // Editors of Windows begin a file with a byte order mark.
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}
