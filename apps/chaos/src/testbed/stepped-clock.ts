/**
 * Loaded into an instance (`node --import`) before anything of its own: its wall clock is set forward or back by as
 * many milliseconds as the last message on its channel says. The monotonic clock goes on as it is.
 */
const RealDate = Date;
let offsetMs = 0;

class SteppedDate extends RealDate {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [SteppedDate.now()] : parts) as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

globalThis.Date = SteppedDate as DateConstructor;

process.on('message', (message) => {
  const { clockOffsetMs } = message as { readonly clockOffsetMs?: number };
  if (clockOffsetMs !== undefined) {
    offsetMs = clockOffsetMs;
    process.send?.({ clockOffsetMs, now: Date.now() });
  }
});
// It must not keep the process alive.
process.channel?.unref();
