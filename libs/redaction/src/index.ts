export { mask } from './mask.js';
export { redactBytes } from './redact-bytes.js';
export { redactString } from './redact-json.js';
export { scrub } from './scrub-answer.js';
export { SECRET_NAMES, createScrubber } from './scrub-line.js';
export { isSecretName } from './secret-names.js';
export { Secret } from './secret.js';
