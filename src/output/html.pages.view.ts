import type { CellView, FieldView, PageView } from './html.view.ts';

export interface OverviewView extends PageView {
  view: 'overview';
  actions: { label: string; href: string; icon: string }[];
  /** What the administrator has to see to. */
  notes: { text: string; link: { label: string; href: string } | null }[];
  /** tone: 'accent' | 'ok' | 'warn' | 'bad'. */
  /** href is null where the list that the tile is about is denied. */
  tiles: { label: string; value: string; note: string | null; href: string | null; icon: string; tone: string }[];
  near: {
    title: string;
    href: string;
    empty: string;
    /** Each with the one of its limits that is fullest. */
    rows: { name: string; href: string | null; resource: string; usage: Extract<CellView, { as: 'usage' }> }[];
  } | null;
  log: {
    title: string;
    href: string | null;
    empty: string;
    items: {
      icon: string;
      actor: string;
      text: string;
      object: { name: string; href: string | null } | null;
      time: Extract<CellView, { as: 'time' }>;
    }[];
  } | null;
}

/** What matches everywhere, list by list. */
export interface SearchView extends PageView {
  view: 'search';
  action: string;
  q: string;
  kinds: {
    func: string;
    label: string;
    icon: string;
    /** To the list, filtered by the same words. */
    all: string;
    href: string;
    rows: { name: CellView; notes: { label: string; text: string }[] }[];
  }[];
  empty: { title: string; text: string } | null;
}

/** One func of an account's access: posted as `rule.FUNC` = inherit | allow | deny. */
export interface RuleView {
  func: string;
  label: string;
  choice: 'inherit' | 'allow' | 'deny';
  /** What inherit comes to, in words: "Allowed" or "Denied by south". */
  inherited: string;
  /** Denied above: nothing chosen here can allow it. */
  locked: boolean;
}

export interface AccessView extends PageView {
  view: 'access';
  action: string;
  elid: string;
  /** Whose access it is. */
  name: string;
  intro: string;
  modules: { rule: RuleView; icon: string; verbs: RuleView[] }[];
  submit: string;
  cancelHref: string;
}

type Time = Omit<Extract<CellView, { as: 'time' }>, 'as'>;

/** A server: how it is, what is wrong there, what is known of it. */
export interface ServerView extends PageView {
  view: 'server';
  elid: string;
  /** This page, below `base`: what is done on it returns to it. */
  back: string;
  /** Shown beside the heading. */
  chips: { text: string; tone: string }[];
  verbs: { func: string; label: string; icon: string }[];
  edit: { href: string; label: string } | null;
  /** What keeps the agent from its work. */
  problem: { title: string; text: string } | null;
  /** Just made, and never shown again. */
  token: { value: string; text: string } | null;
  /** What to do on the machine, in order. */
  connect: { title: string; steps: { text: string; command: string | null }[] } | null;
  lists: {
    func: string;
    title: string;
    href: string | null;
    empty: string;
    rows: { icon: string; name: string; text: string; detail: string; time: Time }[];
  }[];
  facts: {
    title: string;
    rows: { label: string; text: string; time: Time | null; tone: string; href: string | null }[];
  }[];
}

/** What somebody has said in a ticket, or what has become of it. */
export interface MessageView {
  /** Of its element, to lead there. */
  id: string;
  kind: 'text' | 'event';
  /** What has happened; null of what was said. */
  event: string | null;
  ours: boolean;
  internal: boolean;
  /** null: what has happened is nobody's doing that this side should know of. */
  who: { name: string; initials: string; account: string | null; what: string } | null;
  /** Who has really written it, in another's panel. */
  acting: string | null;
  byMail: boolean;
  time: Time;
  /** Addresses of the web lead there. */
  pieces: { text: string; href: string | null }[];
  files: {
    name: string;
    size: string;
    href: string | null;
    preview: string | null;
    removed: boolean;
    /** One's own, by the id that it can be removed by. */
    detach: string | null;
  }[];
}

/** The form below a conversation. */
export interface ReplyView {
  action: string;
  /** Only a note can be written: there is nobody to answer any more. */
  noteOnly: boolean;
  internal: boolean;
  close: boolean;
  text: string;
  problem: string | null;
  files: FieldView;
  label: string;
  placeholder: string;
  /** Offered where an answer can close it. */
  closing: string | null;
  answers: { id: string; name: string; text: string }[];
}

/** A ticket: the conversation, the form to answer, what is known of it and of whom it is with. */
export interface ThreadView extends PageView {
  view: 'thread';
  elid: string;
  /** This page, below `base`: what is done on it returns to it. */
  back: string;
  /** Shown beside the heading. */
  chips: { text: string; tone: string }[];
  subject: string;
  errorTitle: string | null;
  problems: { href: string; text: string }[];
  /** The viewer's login, to be made the assignee. */
  assignMe: string | null;
  verbs: { func: string; label: string; icon: string; back: string }[];
  /** `quiet`: a script does it by itself as soon as the page has been seen. */
  read: { func: string; label: string; icon: string; quiet: boolean } | null;
  unread: { func: string; label: string; icon: string } | null;
  earlier: { text: string; href: string | null } | null;
  messages: MessageView[];
  /** What there is to know before answering. */
  note: { text: string; icon: string } | null;
  reply: ReplyView | null;
  other: { label: string; name: string; second: string; href: string | null };
  state: { label: string; text: string; tone: string };
  edit: { action: string; selects: SelectView[]; submit: string } | null;
  /** What cannot be changed here. */
  facts: { label: string; text: string; time: Time | null; tone: string }[];
  usage: {
    level: string;
    name: string;
    rows: { label: string; usage: Extract<CellView, { as: 'usage' }> }[];
    enter: { func: string; elid: string; label: string } | null;
  } | null;
}

export interface SelectView {
  name: string;
  label: string;
  options: { value: string; label: string; selected: boolean }[];
}
