/**
 * What TypeScript is told of the bare name of the package: it exports nothing. Import from `exo-broadcast/checker`, `/vitest`, `/xstate`,
 * `/record`, `/generate`, `/impl`, `/spec`, `/conformance` or `/traces`.
 */
export {};
