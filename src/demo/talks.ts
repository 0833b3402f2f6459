/** Who says something: the client, the provider, or the provider to itself. Or what is done: closed by either. */
export type Turn =
  | readonly [who: 'client' | 'provider' | 'note', hours: number, text: string]
  | readonly [done: 'close' | 'thanks' | 'archive' | 'take', hours: number];

/** A conversation as people have it; hours are since the turn before. */
export interface Talk {
  readonly subject: string;
  readonly priority: 'high' | 'medium' | 'low';
  readonly about: 'mail' | 'site' | 'bill' | 'other';
  readonly turns: readonly Turn[];
}

/** Of resellers with the administrator. */
export const resellerTalks: readonly Talk[] = [
  {
    subject: 'More disk for the Christmas season',
    priority: 'medium',
    about: 'other',
    turns: [
      ['client', 0, 'We expect more shops in December. Can we have 200 GiB more until the end of January?'],
      ['note', 1, 'Node 3 has room for it. Same price as last year.'],
      ['provider', 3, 'Yes, at last year’s price. Shall it begin on the 1st?'],
      ['client', 5, 'The 1st is fine.'],
      ['close', 2],
    ],
  },
  {
    subject: 'Second server unreachable at night',
    priority: 'high',
    about: 'site',
    turns: [
      ['client', 0, 'Between 02:10 and 02:25 nothing answered. Our customers have noticed. What happened?'],
      ['take', 0.4],
      ['provider', 0.3, 'A switch restarted after an update. We are watching it and send a report tomorrow.'],
      ['client', 14, 'Please with the exact times, a customer asks for them.'],
    ],
  },
  {
    subject: 'Invoice with the wrong VAT number',
    priority: 'low',
    about: 'bill',
    turns: [
      ['client', 0, 'Since we moved to Łódź our VAT number is another. Please correct the last two invoices.'],
      ['provider', 9, 'Both are corrected and on their way.'],
      ['thanks', 3],
      ['archive', 200],
    ],
  },
  {
    subject: 'Spam von einem unserer Kunden',
    priority: 'high',
    about: 'mail',
    turns: [
      [
        'client',
        0,
        'Ein Kontaktformular wurde missbraucht. Wir haben den Kunden gesperrt – bitte nehmen Sie unsere Adresse von der Sperrliste.',
      ],
    ],
  },
  {
    subject: 'API: may we report usage every hour?',
    priority: 'low',
    about: 'other',
    turns: [
      [
        'client',
        0,
        'Once a day is too rough for our customers’ graphs. Is there anything against doing it every hour?',
      ],
      ['provider', 30, 'Nothing. Give each report an id of its own, then none is counted twice.'],
      ['client', 2, 'Great, thank you.'],
      ['close', 1],
    ],
  },
  {
    subject: 'Запрос на PHP 8.4',
    priority: 'medium',
    about: 'site',
    turns: [
      ['client', 0, 'Клиенты спрашивают про PHP 8.4. Когда он появится на серверах?'],
      ['provider', 7, 'Через две недели на всех серверах. Сообщим здесь же.'],
    ],
  },
  {
    subject: 'Quota of a customer is counted twice',
    priority: 'medium',
    about: 'other',
    turns: [
      [
        'client',
        0,
        'One of our customers is shown with twice the disk that he uses. See the attachment-free numbers: 4.1 GiB by du, 8.2 GiB in the panel.',
      ],
    ],
  },
];

/** The administrator writes first. */
export const announcements: readonly Talk[] = [
  {
    subject: 'Maintenance of the mail servers on Sunday',
    priority: 'medium',
    about: 'mail',
    turns: [
      [
        'provider',
        0,
        'On Sunday between 03:00 and 04:00 UTC mail arrives late. Nothing is lost. Please tell those of your customers who work then.',
      ],
      ['client', 9, 'Thank you for telling us early.'],
      ['close', 40],
    ],
  },
  {
    subject: 'Invoice unpaid since 14 days',
    priority: 'high',
    about: 'bill',
    turns: [['provider', 0, 'Our invoice of last month is still open. Has it reached you?']],
  },
];

/** What whoever answers has saved. */
export const saved: readonly (readonly [name: string, text: string])[] = [
  ['Greeting', 'Dear {{name}},\n\nthank you for your message #{{number}}. We look into it and come back to you today.'],
  [
    'Need an example',
    'Dear {{name}},\n\nplease send us an example with its full headers, and the time at which it happened.',
  ],
  [
    'Zu erledigen bis morgen',
    'Guten Tag {{name}},\n\nwir kümmern uns darum und melden uns spätestens morgen unter #{{number}}.',
  ],
  [
    'Решено',
    'Здравствуйте, {{name}}!\n\nГотово, проверьте, пожалуйста. Если что-то не так, просто ответьте на тикет №{{number}}.',
  ],
];

export const categories: readonly (readonly [key: string, name: string])[] = [
  ['mail', 'E-mail'],
  ['site', 'Websites'],
  ['bill', 'Invoices'],
  ['fax', 'Fax'],
  ['other', 'Other'],
];
