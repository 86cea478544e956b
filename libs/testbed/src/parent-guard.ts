/**
 * Loaded into the service (`node --import`) before anything of its own. The
 * service must not outlive the sandbox, whatever ends that, kill -9 included: the
 * kernel then closes the channel between them.
 */
process.once('disconnect', () => {
  process.exit(1);
});
// Nothing is ever said on it, so it must not keep the process alive.
process.channel?.unref();
