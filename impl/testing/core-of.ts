/** What is private in a host, for tests that break it from inside. */
import type { Core } from '../core/core.js';
import type { Host } from '../host/host.js';

export function coreOf(host: Host): Core {
  return (host as unknown as { readonly core: Core }).core;
}
