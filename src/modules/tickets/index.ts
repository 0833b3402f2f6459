export { closeParted } from './ticket.service.ts';
export { messageVerb } from './message.verb.ts';
export { ticketModule } from './ticket.module.ts';
