export { forgetMails, sendMails } from './deliver.service.ts';
export { mailHealth, type MailHealth } from './outbox.service.ts';
export { outboxModule } from './outbox.module.ts';
export { queueMail, type Mail } from './queue.service.ts';
export { MailServer } from './smtp.ts';
