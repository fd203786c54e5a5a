export { assert, ExoError, unreachable } from '../errors/index.js';
