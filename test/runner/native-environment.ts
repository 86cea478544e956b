/**
 * The process as it is, instead of a context of Node's vm: modules are loaded once for
 * all test files of a worker. What a file does to the process is undone behind it.
 */
class NativeEnvironment {
  /** Jest replaces `process.exit` of what it finds here; of the real one it would do so again for each file. */
  readonly global: typeof globalThis = Object.create(globalThis, {
    process: { value: undefined },
  }) as typeof globalThis;
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;
  readonly moduleMocker = null;
  readonly #console = globalThis.console;
  readonly #env = { ...process.env };

  async setup(): Promise<void> {
    globalThis.console = this.global.console;
    // Node maps stacks itself, and only those that are looked at.
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    process.setSourceMapsEnabled(true);
  }

  async teardown(): Promise<void> {
    globalThis.console = this.#console;
    process.exitCode = undefined;
    for (const name of Object.keys(process.env)) {
      if (!(name in this.#env)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, this.#env);
  }

  exportConditions(): string[] {
    return ['source', 'node', 'node-addons'];
  }

  /** Jest asks whether there is one. */
  getVmContext(): null {
    return null;
  }
}

// Jest asks for a default export.
export { NativeEnvironment as default };
