import { registerHooks } from 'node:module';

/**
 * Lets Node itself import the TypeScript sources: `#libs/*` by its `source` condition, and a
 * relative `x.js` as the `x.ts` that it will be compiled from. Jest does this within tests only,
 * not for its global setup; neither is it there in a child process that a test starts
 * (`node --import ./test/support/resolve-sources.ts`).
 */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (specifier.startsWith('#libs/')) {
      return nextResolve(specifier, { ...context, conditions: ['source', ...context.conditions] });
    }
    const inSources = /\.ts(\?|$)/.test(context.parentURL ?? '') && specifier.startsWith('.');
    return nextResolve(inSources ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
