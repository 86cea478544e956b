interface WithTimeout {
  timeout: number | null | undefined;
}

/** As much of an event of jest-circus as is looked at. */
interface TestEvent {
  readonly name: string;
  readonly test?: WithTimeout;
  readonly hook?: WithTimeout;
}

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
  readonly #testTimeout: number;

  constructor({ globalConfig }: { readonly globalConfig: { readonly testTimeout?: number } }) {
    this.#testTimeout = globalConfig.testTimeout ?? 0;
  }

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

  /** A test that may take less time than the configuration gives fails on a busy machine and nowhere else. */
  handleTestEvent({ name, test, hook }: TestEvent, state: { testTimeout: number }): void {
    if (name === 'run_start') {
      state.testTimeout = Math.max(state.testTimeout, this.#testTimeout);
    }
    const starting = name === 'test_start' ? test : name === 'hook_start' ? hook : undefined;
    if (starting?.timeout) {
      starting.timeout = Math.max(starting.timeout, this.#testTimeout);
    }
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
