import { ask } from './ask.ts';
import { find, findAll, onContent } from './dom.ts';

interface Said {
  readonly counts: readonly (readonly [name: string, count: string | null])[];
}

/** What the tabs were told last, by the address that told them. */
const told = new Map<string, ReadonlyMap<string, string | null>>();
/** Each page asks once. A filter replaces its tabs, not the page: the counts of views do not change with what is typed. */
const asked = new WeakMap<HTMLElement, string>();

/** Says in the tabs of one's own views how many rows they have; they lead where they lead without numbers too. */
async function countTabs(): Promise<void> {
  const address = find('#views', HTMLElement)?.dataset['counts'];
  if (address === undefined) return;
  show(address);
  if (asked.get(document.body) === address) return;
  asked.set(document.body, address);
  const said = (await ask(address)) as Said | null;
  if (said === null) return;
  told.set(address, new Map(said.counts));
  if (find('#views', HTMLElement)?.dataset['counts'] === address) show(address);
}

/** The view shown has been counted with its page, to the last row: that stays. */
function show(address: string): void {
  for (const link of findAll('#views .own a:not([aria-current]:has(span))', HTMLElement)) {
    find('span', HTMLElement, link)?.remove();
    const count = told.get(address)?.get(link.textContent) ?? null;
    if (count !== null) link.append(Object.assign(document.createElement('span'), { textContent: count }));
  }
}

onContent(() => void countTabs());
