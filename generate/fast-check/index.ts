/** Commands for fast-check, made of a model. Only this entry point loads fast-check. */
export { commandsOf, type CommandsOptions, type GeneratedCommands, type Tested } from './commands-of.js';
export { TestFailure, type Adapter } from '../adapter.js';
export type { TestStep } from '../steps.js';
