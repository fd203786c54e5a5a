/** Errors, for all folders: one class for bad input, and assertions for internal errors. */
export { assert, unreachable } from './assert.js';
export { ExoError } from './exo-error.js';
export { inOneLine, isError, messageOf, thrownText, visible } from './one-line.js';
