/**
 * What the process has used so far. In a browser, where none of it can be asked, memory reads as zero and the
 * memory limit falls back to a fixed figure.
 */

const FALLBACK_MEMORY_MAX_BYTES = 4 * 2 ** 30;
const SHARE_OF_FREE_MEMORY = 0.75;

const host = (globalThis as { process?: NodeJS.Process }).process;

/** Resident memory of the process now. */
export function residentBytes(): number {
  return host?.memoryUsage?.rss() ?? 0;
}

/** The most resident memory that the process has had since it started. */
export function peakBytes(): number {
  return (host?.resourceUsage?.().maxRSS ?? 0) * 1024;
}

/** Processor time of the process, user and system. */
export function cpuSeconds(): number {
  const usage = host?.cpuUsage?.();
  return usage === undefined ? 0 : (usage.user + usage.system) / 1e6;
}

/** What a search may use when nothing was said: what the process has, and three quarters of what is free. */
export function defaultMemoryMaxBytes(): number {
  const available = host?.availableMemory?.();
  if (available === undefined || available <= 0) return FALLBACK_MEMORY_MAX_BYTES;
  return residentBytes() + available * SHARE_OF_FREE_MEMORY;
}
