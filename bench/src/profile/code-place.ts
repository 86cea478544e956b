import type { CallFrame, TimedCall } from './cpu-profile.js';

/** A part of the product: `libs/lanes/journal`, `apps/revoker/events`. Undefined for code of others. */
export function ownFolder({ url }: CallFrame): string | undefined {
  const [, part, folder] = /\/dist\/((?:libs|apps)\/[^/]+)\/src\/(?:([^/]+)\/)?/.exec(url) ?? [];
  return folder === undefined ? part : `${part ?? ''}/${folder}`;
}

/** Whose code a frame is: a folder of the product, a package, `node` or what V8 does for everybody. */
export function libraryOf(frame: CallFrame): string {
  const own = ownFolder(frame);
  if (own !== undefined) {
    return own;
  }
  const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(frame.url) ?? [];
  if (name !== undefined) {
    return name;
  }
  if (frame.functionName === '(garbage collector)') {
    return 'garbage collection';
  }
  return 'node';
}

/** On whose behalf time was spent: the innermost folder of the product on the stack. */
export function stageOf(call: TimedCall): string {
  for (let at: TimedCall | undefined = call; at; at = at.parent) {
    const own = ownFolder(at.frame);
    if (own !== undefined) {
      return own;
    }
  }
  return libraryOf(call.frame) === 'garbage collection' ? 'garbage collection' : packageOnStack(call);
}

/** Work that no code of ours is on the stack of: a socket was read, a response parsed. */
function packageOnStack(call: TimedCall): string {
  for (let at: TimedCall | undefined = call; at; at = at.parent) {
    const library = libraryOf(at.frame);
    if (library !== 'node') {
      return library;
    }
  }
  return 'node';
}
