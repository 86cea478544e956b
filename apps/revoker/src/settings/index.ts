export { knownSecrets } from './known-secrets.js';
export { loadSettings } from './load-settings.js';
export { printProblems } from './print-problems.js';
export type { Settings } from './settings.js';
