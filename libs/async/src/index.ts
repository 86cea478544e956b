export { Bell } from './condition.js';
export { NO_ANSWER_IN_TIME, abortable, backoffMs, pause, within } from './waiting.js';
