import type { Tools } from './standing.ts';

/** Under which heading of the menu a module stands. */
export function crumbs({ manifest, caption }: Tools, module: string): { label: string; href: string | null }[] {
  const section = manifest.menu.find(({ name, items }) => name !== '' && items.some(({ func }) => func === module));
  return section ? [{ label: caption('desktop', `menu_${section.name}`), href: null }] : [];
}
