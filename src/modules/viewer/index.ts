export { findPresent, type Present } from './viewer.service.ts';
