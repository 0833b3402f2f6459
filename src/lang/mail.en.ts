/** What mails say, and what is said of them. */
export const mailEn = {
  'mail.new': '{{who}} has written to you',
  'mail.answer': '{{who}} has answered',
  'mail.closed': '{{who}} has closed the ticket',
  'mail.assigned': '{{who}} has assigned the ticket to you',
  'mail.for': '{{login}} for {{account}}',
  'mail.attachments': 'Attachments: {{names}}',
  'mail.open': 'Open the ticket',
  'mail.can_reply': 'You can answer this mail: what you write above the line goes into the ticket.',
  'mail.no_reply': 'Answers to this mail are not read. Answer in the panel.',
  'mail.why': 'What you are told of is set in your profile.',

  'mail.sent_already': 'This mail has been sent, or is being sent just now.',
  'mail.off': 'No mail is sent. Set SMTP_URL and start the panel again.',
  'mail.unlinked': 'Mails carry no link to the panel. Set PUBLIC_URL and start the panel again.',
  'mail.undelivered_one': '{{count}} mail has not been delivered, or nobody knows whether it has. {{error}}',
  'mail.undelivered_other': '{{count}} mails have not been delivered, or nobody knows whether they have. {{error}}',
  'mail.undelivered_see': 'See the outbox',

  'mail.in.unreadable': 'The mail cannot be read.',
  'mail.in.too_large': 'The mail is too large.',
  'mail.in.no_address': 'There is no such address.',
  'mail.in.sender': 'Answer from the address that the mail was sent to.',
  'mail.in.stopped': 'Your account cannot use the panel now.',
  'mail.in.empty': 'The mail says nothing besides what it quotes.',

  'notify.both': 'In the panel and by mail',
  'notify.panel': 'In the panel only',
  'notify.none': 'Not at all',
  'bell.none': 'Notifications',
  'bell.some_one': 'Notifications: {{count}} not seen',
  'bell.some_other': 'Notifications: {{count}} not seen',
} as const;
