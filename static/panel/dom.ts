/** The first element that matches, when it is of the class asked for. */
export function find<T extends Element>(
  selector: string,
  type: abstract new () => T,
  root: ParentNode = document,
): T | null {
  const element = root.querySelector(selector);
  return element instanceof type ? element : null;
}

export function findAll<T extends Element>(
  selector: string,
  type: abstract new () => T,
  root: ParentNode = document,
): T[] {
  return [...root.querySelectorAll(selector)].filter((element): element is T => element instanceof type);
}

/** The element at the event's target or around it. */
export function closest(event: Event, selector: string): HTMLElement | null {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/**
 * Listens on the document: rows, forms and even the whole body are replaced while a page lives,
 * and listeners on elements would go with them.
 */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  handle: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = closest(event, selector);
    if (element !== null) handle(element, event);
  });
}

/** Runs now, after every swap and when the browser brings a page back from its cache. */
export function onContent(run: () => void): void {
  run();
  document.addEventListener('htmx:after:swap', run);
  document.addEventListener('panel:swap', run);
  window.addEventListener('pageshow', run);
}

/** Lets a screen reader say it. */
export function announce(text: string): void {
  const live = find('#live', HTMLElement);
  if (live !== null) live.textContent = text;
}

export const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));
