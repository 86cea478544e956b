/** One line of the doctor. */
export interface Diagnosis {
  readonly what: string;
  readonly state: 'ok' | 'problem' | 'warning' | 'skipped';
  /** What was seen. */
  readonly detail: string;
  readonly remedy?: string;
}

export const ok = (what: string, detail: string): Diagnosis => ({ what, state: 'ok', detail });

export const skipped = (what: string, detail: string): Diagnosis => ({ what, state: 'skipped', detail });

export const problem = (what: string, detail: string, remedy: string): Diagnosis => ({
  what,
  state: 'problem',
  detail,
  remedy,
});

export const warning = (what: string, detail: string, remedy: string): Diagnosis => ({
  what,
  state: 'warning',
  detail,
  remedy,
});
