export { redactBytes } from './redact-bytes.js';
export { redactString } from './redact-json.js';
export { scrub } from './scrub-answer.js';
export { createScrubber } from './scrub-line.js';
export { isSecretName, SECRET_NAMES } from './secret-names.js';
export { mask, REDACTED, Secret } from './secret.js';
