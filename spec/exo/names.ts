/** What the parts of the completed model call each other. */
import type { SnapshotFrom } from 'xstate';
import type { Component, EffectLike, Slot } from '../../checker/index.js';
import type { exoHost, HostEvent, Sent } from './host.js';
import type { Message } from './log.js';

export type HostSnapshot = SnapshotFrom<typeof exoHost>;

export type HostEffect =
  | { readonly type: 'broadcast'; readonly params: { readonly message: Message } }
  | {
      readonly type:
        | 'sendPrepare'
        | 'sendPromise'
        | 'sendStart'
        | 'sendFetch'
        | 'sendJoin'
        | 'sendEntries'
        | 'sendSnapshot'
        | 'sendRecord'
        | 'sendInstall'
        | 'sendAnnounce'
        | 'sendAnswer';
      readonly params: Sent;
    };

export type HostComponent = Component<HostSnapshot, HostEvent, HostEffect>;

/** The hosts of a model, as far as properties look at them. */
export type HostSlots = readonly Slot<HostSnapshot, never, EffectLike>[];
