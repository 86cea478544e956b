import { IsDefined, IsOptional, validateSync } from 'class-validator';
import type { Findings } from './findings.js';
import { SETTINGS, type SettingName } from './table/settings-table.js';
import type { Setting } from './table/setting.js';

/** The environment as class-validator sees it. Its properties and their decorators come from the table. */
class EnvironmentDto {
  constructor(values: Readonly<Partial<Record<SettingName, unknown>>>) {
    Object.assign(this, values);
  }
}

for (const [name, { required, rule, checks }] of Object.entries<Setting>(SETTINGS)) {
  const presence = required ? IsDefined({ message: `is missing: it must be ${rule}` }) : IsOptional();
  for (const check of [presence, ...checks.map((check) => check({ message: `must be ${rule}` }))]) {
    check(EnvironmentDto.prototype, name);
  }
}

/** Tells what breaks its rule, and what is required and missing. */
export function validateSettings<Name extends SettingName>(
  names: readonly Name[],
  values: Readonly<Partial<Record<Name, unknown>>>,
  findings: Findings,
): void {
  const errors = validateSync(new EnvironmentDto(values), {
    stopAtFirstError: true,
    // An error of class-validator carries the value otherwise, and with it a secret (promise P6).
    validationError: { target: false, value: false },
  });
  for (const { property, constraints = {} } of errors) {
    if (names.some((name) => name === property)) {
      Object.values(constraints).forEach((rule) => findings.problem(property, rule));
    }
  }
}
