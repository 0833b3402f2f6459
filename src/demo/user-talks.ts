import type { Talk } from './talks.ts';

type Lang = 'de' | 'pl' | 'ru' | 'nl' | 'en' | 'fr';
/** As `tongues` has them. */
export const langs: readonly Lang[] = ['de', 'pl', 'ru', 'nl', 'en', 'fr'];

/** Of users with whoever has sold to them, in their language. */
export const userTalks: Readonly<Record<Lang, readonly Talk[]>> = {
  de: [
    {
      subject: 'Übertragung der Domain köhler-gärten.de',
      priority: 'medium',
      about: 'other',
      turns: [
        ['client', 0, 'Guten Tag,\n\nich möchte unsere Domain zu Ihnen holen. Wo gebe ich den AuthCode ein?'],
        ['provider', 3, 'Guten Tag,\n\nschicken Sie ihn einfach hier als Antwort, wir stoßen den Umzug an.'],
        ['client', 20, 'Gerne: K7-Üx-2291. Muss ich beim alten Anbieter noch etwas kündigen?'],
        ['note', 1, 'AuthCode eingegeben, Bestätigung vom Register abwarten.'],
        ['provider', 26, 'Nein, das geht von selbst. Die Domain ist seit heute früh bei uns.'],
        ['thanks', 2],
      ],
    },
    {
      subject: 'Rechnung stimmt nicht – zwei Pakete berechnet',
      priority: 'low',
      about: 'bill',
      turns: [
        ['client', 0, 'Auf der Rechnung vom 1. stehen zwei Pakete, ich habe aber nur eines. Bitte prüfen Sie das.'],
        ['provider', 5, 'Das stimmt, entschuldigen Sie. Die Gutschrift kommt mit der nächsten Rechnung.'],
      ],
    },
    {
      subject: 'Webseite lädt seit heute früh sehr langsam',
      priority: 'high',
      about: 'site',
      turns: [['client', 0, 'Alle Seiten brauchen über zehn Sekunden. Gestern ging es noch.']],
    },
  ],
  pl: [
    {
      subject: 'Nie dochodzą wiadomości do Gmaila',
      priority: 'high',
      about: 'mail',
      turns: [
        [
          'client',
          0,
          'Dzień dobry, od wczoraj żadna wiadomość nie dochodzi do adresów w Gmailu. Proszę o pilną pomoc.',
        ],
        ['take', 0.3],
        ['provider', 0.5, 'Dzień dobry, brakowało rekordu SPF. Dodaliśmy go, proszę spróbować za godzinę.'],
        ['client', 4, 'Działa, dziękuję!'],
        ['close', 1],
      ],
    },
    {
      subject: 'Prośba o wyższy limit dysku',
      priority: 'low',
      about: 'other',
      turns: [
        ['client', 0, 'Czy mogę dostać 5 GiB więcej? Zdjęcia rowerów zajmują coraz więcej miejsca.'],
        ['provider', 18, 'Oczywiście. Czy faktura ma iść na tę samą firmę?'],
      ],
    },
  ],
  ru: [
    {
      subject: 'Не открывается сайт после обновления PHP',
      priority: 'high',
      about: 'site',
      turns: [
        [
          'client',
          0,
          'Здравствуйте! После обновления PHP сайт показывает белую страницу. Помогите, пожалуйста, клиенты не могут сделать заказ.',
        ],
        ['note', 0.2, 'В журнале: старый модуль кеша. Клиент на тарифе без сопровождения, но помогаем.'],
        [
          'provider',
          0.4,
          'Здравствуйте! Отключили несовместимый модуль кеша, сайт снова открывается. Обновите его, когда будет время.',
        ],
        ['client', 2, 'Спасибо, всё работает!'],
        ['close', 3],
        ['archive', 300],
      ],
    },
    {
      subject: 'Как подключить почту на телефоне?',
      priority: 'low',
      about: 'mail',
      turns: [
        ['client', 0, 'Подскажите, какие серверы и порты указать в телефоне?'],
        ['provider', 6, 'Входящая почта: порт 993, исходящая: порт 465, оба с шифрованием. Имя — адрес целиком.'],
      ],
    },
    {
      subject: 'Счёт на оплату за год',
      priority: 'medium',
      about: 'bill',
      turns: [['client', 0, 'Можно выставить счёт сразу за год? Оплатим до пятницы.']],
    },
  ],
  nl: [
    {
      subject: 'Certificaat verlopen?',
      priority: 'medium',
      about: 'site',
      turns: [
        ['client', 0, 'Mijn browser zegt dat het certificaat van de winkel verlopen is. Kunnen jullie kijken?'],
        ['provider', 2, 'De verlenging hing op een oude DNS-verwijzing. Het nieuwe certificaat staat er nu op.'],
        ['client', 5, 'Klopt, dank je wel! Nog één vraag: geldt dat ook voor de www-versie?'],
      ],
    },
  ],
  en: [
    {
      subject: 'Moving a shop from another host',
      priority: 'medium',
      about: 'site',
      turns: [
        [
          'client',
          0,
          'Hello, we would like to move our shop to you. It is about 8 GiB with its database. How do we begin?',
        ],
        [
          'provider',
          2,
          'Welcome! Make the site here first, then send us read access to the old one. We copy everything overnight.',
        ],
        ['client', 22, 'Done, the access is in the file area. Please not on Friday, that is our busiest day.'],
        ['note', 1, 'Old host allows two connections at a time only. Start at 22:00.'],
        ['provider', 3, 'Then we copy on Tuesday at 22:00. Please change nothing from then on.'],
        ['client', 15, 'Tuesday is fine.'],
        ['provider', 30, 'The copy is here. Have a look at it before we switch the domain over.'],
        ['client', 6, 'Looks good. Only the pictures of the category “Records” are missing.'],
        ['note', 0.5, 'Folder name with an umlaut, copied by hand.'],
        ['provider', 1, 'They had been left out because of a letter in the folder’s name. They are there now.'],
        ['client', 3, 'Perfect. Please switch.'],
        ['provider', 12, 'Switched. Mail follows with the next change of the zone, in an hour at most.'],
        ['client', 8, 'Everything works, and quicker than before. Thank you!'],
        ['provider', 1, 'Glad to hear it.'],
        ['close', 20],
      ],
    },
    {
      subject: 'Mail lands in spam',
      priority: 'medium',
      about: 'mail',
      turns: [
        ['client', 0, 'Since Thursday, mails from our forms land in the spam folder of our customers.'],
        ['provider', 4, 'Which address does the form send from? It should be one of your own domain.'],
        ['client', 7, 'From the visitor’s address. I have changed it, but it is still the same.'],
      ],
    },
    {
      subject: 'Cron job does not run',
      priority: 'low',
      about: 'site',
      turns: [
        ['client', 0, 'The nightly export has not run for three days. Nothing in the log.'],
        ['client', 26, 'Any news? The file is needed on Monday.'],
      ],
    },
  ],
  fr: [
    {
      subject: 'Boîte aux lettres pleine',
      priority: 'medium',
      about: 'mail',
      turns: [
        ['client', 0, 'Bonjour, la boîte de la boulangerie est pleine et nous perdons des commandes. Que faire ?'],
        ['provider', 1, 'Bonjour, nous avons doublé la place. Pensez à vider la corbeille.'],
        ['thanks', 4],
      ],
    },
    {
      subject: 'Accès pour notre graphiste',
      priority: 'low',
      about: 'other',
      turns: [['client', 0, 'Peut-on créer un accès limité pour notre graphiste, sans la facturation ?']],
    },
  ],
};
