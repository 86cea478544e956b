export { loadSettings } from './load-settings.js';
export { knownSecrets, type Settings } from './settings.js';
