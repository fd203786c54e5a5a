/** What the parts of the published model call each other. */
import type { SnapshotFrom } from 'xstate';
import type { EffectLike, Slot } from '../../checker/index.js';
import type { HostEvent, publishedHost } from './host.js';
import type { Message, Report } from './log.js';

export type HostSnapshot = SnapshotFrom<typeof publishedHost>;

export type HostEffect =
  | { readonly type: 'broadcast'; readonly params: { readonly message: Message } }
  | { readonly type: 'query'; readonly params: { readonly since: number } }
  | { readonly type: 'report'; readonly params: { readonly report: Report } };

export type HostSlot = Slot<HostSnapshot, HostEvent, HostEffect>;

/** A host whose effects are somebody else's concern. */
export type AnyHostSlot = Slot<HostSnapshot, HostEvent, EffectLike>;
