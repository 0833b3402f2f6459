export { closeParted } from './ticket.service.ts';
export { knownEndings } from './attachment.type.ts';
export { recomputeDue } from './due.store.ts';
export { messageVerb } from './message.verb.ts';
export { countOverdue } from './ticket-list.store.ts';
export { ticketModule } from './ticket.module.ts';
