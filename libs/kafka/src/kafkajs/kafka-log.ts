import { logLevel, type logCreator, type LogEntry } from 'kafkajs';

import type { Log, LogFields } from '#libs/observability';

/**
 * What kafkajs says in the course of things that our own code notices and handles: lost connections, answers with an
 * error, rebalances; a consumer that begins anew ("Crash", also while a fresh broker loads its coordinator); and the
 * inputs, which are assigned for tools to see and not subscribed to.
 */
const EXPECTED =
  /Connection error|Closed connection|^Response |rebalanc|rejoin is needed|concurrent operation|^Crash: |^Restarting the consumer|^Consumer group received unsubscribed topics/i;

/**
 * kafkajs's log lines in ours. Only named fields pass: it adds error objects,
 * stacks and sometimes decoded payloads to its lines (P6). Its errors become
 * warnings, as it logs retried protocol errors as errors; what is really wrong
 * reaches us as a rejection, and is logged where it is known what it means.
 */
export function kafkaLogCreator(log: Log): logCreator {
  return () => (entry) => {
    const { message } = entry.log;
    const reason = textOf(entry.log['error']);
    const fields = safeFields(entry, reason);
    if (entry.level >= logLevel.INFO || EXPECTED.test(message) || EXPECTED.test(reason ?? '')) {
      log.debug(fields, `kafkajs: ${message}`);
    } else {
      log.warn(fields, `kafkajs: ${message}`);
    }
  };
}

function safeFields({ namespace, log }: LogEntry, reason: string | undefined): LogFields {
  return {
    namespace,
    reason,
    broker: textOf(log['broker']),
    groupId: textOf(log['groupId']),
    memberId: textOf(log['memberId']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
