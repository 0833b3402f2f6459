import { find, findAll, onContent } from './dom.ts';

type Counts = ReadonlyMap<string, string | null>;

/** What the tabs were told last, by the address that told them. */
const told = new Map<string, Counts>();
/** Each page asks once. A filter replaces its tabs, not the page: the counts of views do not change with what is typed. */
const asked = new WeakMap<HTMLElement, string>();

/** Says in the tabs of one's own views how many rows they have. */
function countTabs(): void {
  const address = find('#views', HTMLElement)?.dataset['counts'];
  if (address === undefined) return;
  show(address);
  if (asked.get(document.body) === address) return;
  asked.set(document.body, address);
  void ask(address);
}

async function ask(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { 'hx-request': 'true' } });
    if (!answer.ok) return;
    told.set(address, new Map(((await answer.json()) as { counts: [string, string | null][] }).counts));
    show(address);
  } catch {
    // The tabs lead where they lead without numbers too.
  }
}

function show(address: string): void {
  const counts = told.get(address);
  const views = find('#views', HTMLElement);
  if (counts === undefined || views?.dataset['counts'] !== address) return;
  for (const tab of findAll('.own', HTMLElement, views)) {
    const name = find('button', HTMLButtonElement, tab)?.value ?? '';
    write(tab, counts.get(name) ?? null);
  }
}

/** The view shown has been counted with its page, to the last row: that stays. */
function write(tab: HTMLElement, count: string | null): void {
  const link = find('a:not([aria-current]:has(span))', HTMLElement, tab);
  if (link === null) return;
  find('span', HTMLElement, link)?.remove();
  if (count !== null) link.append(Object.assign(document.createElement('span'), { textContent: count }));
}

onContent(countTabs);
