/** Exit codes of the sandbox. */
export const EXIT = { ok: 0, wrong: 1, usage: 2, interrupted: 130 } as const;
