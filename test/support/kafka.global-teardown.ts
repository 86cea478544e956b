import type {} from './kafka.global-setup.js';

const teardown = async (): Promise<void> => {
  await globalThis.stopTestKafka?.();
};

// Jest asks for a default export.
export { teardown as default };
