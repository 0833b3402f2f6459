import type { CellView, PageView } from './html.view.ts';

export interface OverviewView extends PageView {
  view: 'overview';
  actions: { label: string; href: string; icon: string }[];
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

/** A ticket: the conversation, the form to answer, what is known of it and of whom it is with. */
export interface ThreadView extends PageView {
  view: 'thread';
  elid: string;
}
