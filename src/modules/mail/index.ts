export { forgetMails, sendMails } from './deliver.service.ts';
export { mailHealth, type MailHealth } from './outbox.service.ts';
export { automatic, mailDomain, marker } from './message-id.ts';
export { replyAddress } from './reply-address.ts';
export { outboxModule } from './outbox.module.ts';
export { queueMail, type Mail } from './queue.service.ts';
export { exits, largestMail, receiveMail, type Verdict } from './receive.service.ts';
export { MailServer } from './smtp.ts';
