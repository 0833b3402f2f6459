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

/** Where something may be mounted, and an address that only it answers to. */
const mounts: readonly (readonly [mount: string, sample: string])[] = [
  ['/assets', '/assets/x'],
  ['/as/:grant', '/as/x/y'],
];

const isStack = (handle: unknown): handle is Stack =>
  typeof handle === 'function' && 'stack' in handle && Array.isArray(handle.stack);

/** Every way into the app: `GET /login`, `USE /assets`. What is mounted where nobody expects it is an error. */
export function routesOf(app: Express): string[] {
  return [...new Set(walk(app.router as unknown as Stack, ''))].sort();
}

function walk({ stack }: Stack, at: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) return routeNames(layer.route, at);
    const mount = layer.slash ? '' : mountOf(layer);
    if (isStack(layer.handle)) return walk(layer.handle, at + mount);
    return mount === '' ? [] : [`USE ${at}${mount}`];
  });
}

const routeNames = ({ path, stack }: NonNullable<Layer['route']>, at: string): string[] =>
  stack.flatMap(({ method }) => [path].flat().map((one) => `${(method ?? 'all').toUpperCase()} ${at}${one}`));

function mountOf(layer: Layer): string {
  const found = mounts.find(([, sample]) => layer.match(sample));
  if (!found) throw new Error(`${layer.name} is mounted where the matrix does not look`);
  return found[0];
}
