/** Names and trades of one language. A name that cannot be folded to a–z has its spelling in Latin letters after a colon. */
export interface Tongue {
  /** Given and family names that go together. */
  readonly people: readonly { readonly given: readonly string[]; readonly family: readonly string[] }[];
  readonly trades: readonly string[];
  /** Endings of domains; `рф` is for names in Cyrillic letters. */
  readonly endings: readonly string[];
}

const words = (text: string): string[] => text.split(' ');

export const tongues: readonly Tongue[] = [
  {
    people: [
      {
        given: words('Anna Jürgen Sören Käthe Matthias Lena Björn Ulrike Thomas Grete Jörg Sabine'),
        family: words('Müller Schäfer Köhler Weiß Jäger Günther Böhm Schröder Huber Krüger Vogel Brandt Lang Fuchs'),
      },
    ],
    trades: words(
      'bäckerei tischlerei fahrräder blumen weingut praxis hörgeräte küchen autohaus fotografie büro gärtnerei',
    ),
    endings: words('de de de at com'),
  },
  {
    people: [
      {
        given: words('Piotr Łukasz Michał Paweł Wojciech Stanisław Tomasz'),
        family: words('Zieliński Kowalski Wiśniewski Wójcik Woźniak Dąbrowski Łuczak Pawłowski Grabowski Żak'),
      },
      {
        given: words('Małgorzata Agnieszka Bożena Zofia Ewa Grażyna'),
        family: words('Zielińska Kowalska Wiśniewska Wójcik Woźniak Dąbrowska Łuczak Pawłowska Grabowska Żak'),
      },
    ],
    trades: words('piekarnia księgarnia kwiaciarnia meble łazienki żagle ogród zdjęcia rowery gabinet świece'),
    endings: words('pl pl pl com.pl eu'),
  },
  {
    people: [
      {
        given: words('Иван:ivan Сергей:sergey Дмитрий:dmitry Павел:pavel Олег:oleg Алексей:alexey'),
        family: words(
          'Петров:petrov Смирнов:smirnov Волков:volkov Соколов:sokolov Лебедев:lebedev Морозов:morozov Орлов:orlov',
        ),
      },
      {
        given: words('Елена:elena Ольга:olga Наталья:natalya Мария:maria Светлана:svetlana'),
        family: words(
          'Петрова:petrova Смирнова:smirnova Волкова:volkova Соколова:sokolova Лебедева:lebedeva Орлова:orlova',
        ),
      },
    ],
    trades: words(
      'пекарня:pekarnya мебель:mebel цветы:cvety ремонт:remont кафе:cafe книги:knigi окна:okna врач:vrach сад:sad',
    ),
    endings: words('рф рф ru ru su'),
  },
  {
    people: [
      {
        given: words('Jan Pieter Sanne Joost Femke Daan Lotte Ruben'),
        family: words('Visser Bakker Meijer Janssen Smit Mulder Dekker Koster Brouwer Hendriks'),
      },
    ],
    trades: words('bakkerij fietsen bloemen koffie tuinen makelaar schilder rijschool kapsalon'),
    endings: words('nl nl nl eu com'),
  },
  {
    people: [
      {
        given: words('Tom Laura Emily James Sophie Oliver Grace Harry Chloë Zoë'),
        family: words('Hughes Carter Walsh Bennett Turner Foster Reid Murphy Ellis Hayes'),
      },
    ],
    trades: words('bakery studio garden plumbing coffee cycles dental law pottery records yoga roofing'),
    endings: words('com com co.uk net org dev'),
  },
  {
    people: [
      {
        given: words('Hélène François Chloé Benoît Amélie Jérôme Cécile'),
        family: words('Lefèvre Moreau Gérard Rousseau Bérenger Lambert Dupré'),
      },
    ],
    trades: words('boulangerie crêperie garage fenêtres fromagerie théâtre hôtel'),
    endings: words('fr fr com eu'),
  },
];

export const hosts = {
  begin: words(
    'alpine north metro swift silver nova rapid baltic polar delta amber coral green blue zenith harbor cedar lumen',
  ),
  end: words('host digital box net sites data web cloud'),
};

export const reasons = {
  admin: [
    'Invoice 2026-1107 unpaid since 30 days',
    'Spam sent from a contact form; please update the site and tell us',
    'Счёт не оплачен, второе напоминание отправлено',
    'Account cancelled, data kept until the end of the month',
  ],
  reseller: [
    'Rechnung trotz Mahnung nicht bezahlt',
    'Faktura nieopłacona od 14 dni',
    'Hacked CMS, locked until it is cleaned',
    'Kündigung zum Monatsende',
    'Оплата не поступила',
    'On the customer’s own wish, back in spring',
    '',
  ],
};
