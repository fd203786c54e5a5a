/** What was seen of a process at a moment of a long run. */
export interface Look {
  /** Messages or seconds since the beginning. */
  readonly at: number;
  /** The heap after a collection, and buffers. */
  readonly bytes: number;
  /** Open files, sockets, servers and workers. */
  readonly handles: number;
}

/** What a run may grow by. */
export interface Bound {
  /** For each message, or second. */
  readonly bytesEach: number;
  /** What the runtime itself may come to have more of, by the way: code, inline caches. */
  readonly bytesByTheWay: number;
  readonly handles: number;
}

export interface Growth {
  readonly bytes: number;
  readonly bytesMax: number;
  readonly handles: number;
  readonly isHeapGrowing: boolean;
  readonly isHandlesGrowing: boolean;
}

/**
 * What the second half of a run has grown by: the least of its last looks less the least of its first ones, for what is there for a moment is in
 * neither.
 */
export function growthOf(looks: readonly Look[], bound: Bound): Growth {
  const half = looks.slice(Math.floor(looks.length / 2));
  const third = Math.max(1, Math.floor(half.length / 3));
  const grown = (of: (look: Look) => number): number =>
    Math.min(...half.slice(-third).map(of)) - Math.min(...half.slice(0, third).map(of));
  const passed = (half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0);
  const bytes = grown((look) => look.bytes);
  const handles = grown((look) => look.handles);
  const bytesMax = bound.bytesByTheWay + Math.ceil(passed * bound.bytesEach);
  return {
    bytes,
    bytesMax,
    handles,
    isHeapGrowing: bytes > bytesMax,
    isHandlesGrowing: handles > bound.handles,
  };
}
