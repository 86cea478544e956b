export { ApplicationsFileError, loadApplications } from './auth/applications-file.js';
export {
  readClientCredentials,
  type ClientCredentialsSource,
  type CredentialsProblem,
  type CredentialsRead,
} from './auth/client-credentials.js';
export { PingOneClient, type PingOneSurroundings } from './pingone-client.js';
export { TROUBLE_CAUSES, type Trouble, type TroubleCause } from './trouble.js';
export type { Evidence, PingOneAnswer, WaitReason } from './answer.js';
export type {
  BudgetStatus,
  Permit,
  PermitRequest,
  Priority,
  RateStatus,
  RequestGate,
  ScopeStatus,
  Urgency,
} from './gate/request-gate.port.js';
export { askedWaits, decodeAskedWaits, encodeAskedWaits, type AskedWait } from './gate/asked-waits.js';
export { scopeName } from './gate/scope.js';
export { spareOf } from './gate/request-budget.js';
export type { Share } from './gate/share.js';
export { RATE_GROUPS, type RateGroup, type RateGroupLimits } from './gate/budgets.js';
export type { MadeRequest } from './http/exchange.js';
export type {
  EndSession,
  FoundUser,
  OathDevice,
  OathJob,
  OathToken,
  Operation,
  Operations,
  Page,
  RequestOf,
  ResultOf,
  UserSession,
} from './operations.js';
export type { PingOne } from './pingone.port.js';
export type {
  ApplicationCredentials,
  ClientAuthentication,
  ClientAuthMethod,
  ClientCredentials,
  PingOneSettings,
} from './settings.js';
