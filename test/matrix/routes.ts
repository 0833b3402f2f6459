import type { Express } from 'express';

// Express keeps its routes in a tree of layers. Where a router is mounted is not written there, so it is tried out.

interface Layer {
  readonly name: string;
  readonly handle: unknown;
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  readonly slash: boolean;
  match(path: string): boolean;
}

interface Stack {
  readonly stack: readonly Layer[];
}

/** What hands a request to the router of its first segment. */
interface Doors {
  readonly table: Readonly<Record<string, Stack>>;
  readonly others: Stack | Doors | undefined;
}

/** Where something may be mounted, and an address that only it answers to. */
const mounts: readonly (readonly [mount: string, sample: string])[] = [
  ['/assets', '/assets/x'],
  ['/as/:grant', '/as/x/y'],
];

const isStack = (handle: unknown): handle is Stack =>
  typeof handle === 'function' && 'stack' in handle && Array.isArray(handle.stack);

const isDoors = (handle: unknown): handle is Doors =>
  typeof handle === 'function' && 'table' in handle && 'others' in handle;

/** Every way into the app: `GET /login`, `USE /assets`. What is mounted where nobody expects it is an error. */
export function routesOf(app: Express): string[] {
  return [...new Set(walk(app.router as unknown as Stack, ''))].sort();
}

function walk({ stack }: Stack, at: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) return routeNames(layer.route, at);
    const mount = layer.slash ? '' : mountOf(layer);
    return waysInto(layer.handle, at + mount) ?? (mount === '' ? [] : [`USE ${at}${mount}`]);
  });
}

function waysInto(handle: unknown, at: string): string[] | undefined {
  if (isDoors(handle)) return [...Object.values(handle.table), handle.others].flatMap((way) => opened(handle, way, at));
  return isStack(handle) ? walk(handle, at) : undefined;
}

/** The routes of one of the routers, each of which must be the one that its address leads to. */
function opened({ table, others }: Doors, way: unknown, at: string): string[] {
  const routes = waysInto(way, at) ?? [];
  for (const route of routes) {
    const [, segment = ''] = route.slice(route.indexOf(' ') + 1 + at.length).split('/');
    const behind = waysInto(table[segment] ?? others, at) ?? [];
    if (!behind.includes(route)) throw new Error(`${route} stands behind another door`);
  }
  return routes;
}

const routeNames = ({ path, stack }: NonNullable<Layer['route']>, at: string): string[] =>
  stack.flatMap(({ method }) => [path].flat().map((one) => `${(method ?? 'all').toUpperCase()} ${at}${one}`));

function mountOf(layer: Layer): string {
  const found = mounts.find(([, sample]) => layer.match(sample));
  if (!found) throw new Error(`${layer.name} is mounted where the matrix does not look`);
  return found[0];
}
