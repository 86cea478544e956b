export { Condition } from './condition.js';
export { codeOf, describeError, messageOf } from './describe-error.js';
export { LinkedQueue, type Linked } from './linked-queue.js';
export { retry, RetryPolicy, type RetryOptions } from './retry.js';
export { NO_ANSWER_IN_TIME, abortable, pause, within } from './waiting.js';
