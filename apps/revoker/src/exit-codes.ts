/**
 * How the process ends, in the numbers of sysexits.h, so that a supervisor
 * can tell whether to start it again. Documented in docs/reference/settings.md.
 */

/** EX_SOFTWARE: it cannot go on, and a fresh process can. */
export const EXIT_FATAL = 70;
/** EX_TEMPFAIL: the shutdown was cut off at its deadline; the next owner picks the work up. */
export const EXIT_SHUTDOWN_DEADLINE = 75;
/** EX_CONFIG: starting it again with the same settings and topics will not help. */
export const EXIT_BAD_SETTINGS = 78;
