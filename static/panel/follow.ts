import { ask } from './ask.ts';
import { find, findAll, onContent } from './dom.ts';

/** Milliseconds between two questions, and after how many nobody asks any more. */
const pause = 700;
const longest = 60_000;

interface Said {
  readonly done: boolean;
  readonly tone: string;
  readonly text: string;
}

const begun = new WeakSet<HTMLElement>();

/** Says in the message of a change how it goes on where it takes effect, until it is done or the message is gone. */
async function follow(region: HTMLElement, address: string): Promise<void> {
  const end = Date.now() + longest;
  let last = '';
  while (region.isConnected && Date.now() < end) {
    await inSight();
    const said = (await ask(address)) as Said | null;
    if (said === null) break;
    if (said.text !== last) {
      region.textContent = said.text;
      region.dataset['tone'] = said.tone;
      last = said.text;
      await renewRows();
    }
    if (said.done) break;
    await new Promise((next) => setTimeout(next, pause));
  }
  delete region.dataset['follow'];
}

/** Nobody reads a page that is hidden. */
async function inSight(): Promise<void> {
  while (document.visibilityState === 'hidden')
    await new Promise((next) => {
      document.addEventListener('visibilitychange', next, { once: true });
    });
}

/** Brings what the rows of the list say up to date; which are ticked, and what has the focus, stays. */
async function renewRows(): Promise<void> {
  if (find('#rows .c input', HTMLInputElement) === null) return;
  const answer = await fetch(location.href, { headers: { 'hx-request': 'true' } }).catch(() => null);
  if (answer?.ok !== true) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = new Map(rowsIn(page).map((row) => [elidOf(row), row]));
  for (const row of rowsIn(document)) {
    const now = fresh.get(elidOf(row));
    if (now !== undefined) renewRow(row, now);
  }
}

const rowsIn = (root: Document): HTMLTableRowElement[] => findAll('#rows tbody tr', HTMLTableRowElement, root);

const elidOf = (row: HTMLTableRowElement): string => find('.c input', HTMLInputElement, row)?.value ?? '';

function renewRow(row: HTMLTableRowElement, now: HTMLTableRowElement): void {
  const fresh = [...now.cells];
  [...row.cells].forEach((cell, index) => {
    const next = fresh[index];
    if (next === undefined || cell.matches('.c, .d') || cell.isEqualNode(next)) return;
    cell.replaceChildren(...next.childNodes);
  });
}

onContent(() => {
  for (const region of findAll('[data-follow]', HTMLElement)) {
    const address = region.dataset['follow'];
    if (address === undefined || begun.has(region)) continue;
    begun.add(region);
    void follow(region, address);
  }
});
