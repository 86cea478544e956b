import { KAFKA, LANES_AND_LEDGER, TOPICS } from './kafka-settings.js';
import { PINGONE } from './pingone-settings.js';
import { GUARDS, POLICY, SERVICE } from './service-settings.js';
import type { Setting } from './setting.js';

/**
 * Every variable of the environment that the programs read: how it is read, its
 * default, its meaning and its rule. The names are a contract with those who
 * deploy: they are only added to. The service reads all of them, `revokerctl`
 * what a command needs. The reference (docs/reference/settings.md) and
 * `.env.example` are written from this table. What a setting demands of another
 * one stands in relations.ts and beside it.
 */
export const SETTINGS = {
  ...KAFKA,
  ...TOPICS,
  ...LANES_AND_LEDGER,
  ...PINGONE,
  ...POLICY,
  ...GUARDS,
  ...SERVICE,
};

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<Name extends SettingName> =
  (typeof SETTINGS)[Name] extends Setting<infer Value> ? Value : never;
/** Checked values of some settings. */
export type SettingValues<Name extends SettingName> = { readonly [Each in Name]: SettingValue<Each> };

/** In the order of the reference. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What may stand in the environment: a secret comes from a file, too. */
export const VARIABLE_NAMES: readonly string[] = Object.entries<Setting>(SETTINGS).flatMap(
  ([name, { reads }]) => (reads === 'secret' ? [name, `${name}_FILE`] : [name]),
);

/** The tables of the reference. */
export const SETTING_GROUPS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  Kafka: KAFKA,
  Topics: TOPICS,
  'Lanes and ledger': LANES_AND_LEDGER,
  PingOne: PINGONE,
  Policy: POLICY,
  Guards: GUARDS,
  Service: SERVICE,
};
