import { cgiSocketOf, certificateOf, folderOf, homeOf, phpSocketOf, type Paths } from '../paths.ts';
import type { SiteFeature } from '../../kernel/host.ts';
import { canary } from './canary.ts';
import { idPlace } from './tree.ts';

/** Sites that are served alike share one server block, whatever their number: what differs among them is in maps. */
export interface Kind {
  readonly features: readonly SiteFeature[];
  readonly suspended: boolean;
}

type Lines = readonly string[];

export const serverBlock = (paths: Paths, kind: Kind, names: Lines): string =>
  block('server', [
    ...listen(paths, kind.features.includes('https')),
    ...names.map((name) => `server_name ${name};`),
    ...(kind.features.includes('https')
      ? [certificateOf(paths, '$certificate')].flatMap((file) => [
          `ssl_certificate ${file};`,
          `ssl_certificate_key ${file};`,
        ])
      : []),
    ...(kind.suspended ? suspended(paths) : served(paths, kind.features)),
  ]);

/** Answers for names that are nobody's; without a name of ours there is no TLS at all. */
export const defaultBlock = (paths: Paths): string =>
  block('server', [
    ...listen(paths, true, ' default_server'),
    'server_name "";',
    'ssl_reject_handshake on;',
    'access_log off;',
    'error_page 404 /unknown;',
    'location / { return 404; }',
    ...ownPage(paths, '/unknown', 'unknown'),
  ]);

/** Tells on this machine alone which tree the workers have read. */
export const canaryBlock = (paths: Paths): string =>
  block('server', [
    ...listen(paths, false),
    `server_name ${canary};`,
    'access_log off;',
    'if ($remote_addr != 127.0.0.1) { return 404; }',
    `location / { default_type text/plain; return 200 ${idPlace}; }`,
  ]);

const listen = ({ http, https, ipv6 = true }: Paths, tls: boolean, options = ''): Lines =>
  [`${http}`, ...(tls ? [`${https} ssl http2`] : [])].flatMap((port) => [
    `listen ${port}${options};`,
    ...(ipv6 ? [`listen [::]:${port}${options};`] : []),
  ]);

/** Every path and every method ends at the page: `internal` and what nginx refuses by itself come by `error_page`. */
const suspended = (paths: Paths): Lines => [
  'client_max_body_size 0;',
  'error_page 503 /suspended;',
  'error_page 403 404 405 413 414 416 =503 /suspended;',
  'location / { return 503; }',
  ...ownPage(paths, '/suspended', 'suspended-$provider', ['add_header Retry-After 3600 always;']),
];

const ownPage = (paths: Paths, at: string, page: string, more: Lines = []): Lines => [
  block(`location = ${at}`, [
    'internal;',
    `alias ${treeOf(paths)}/pages/${page}.html;`,
    'default_type text/html;',
    'charset utf-8;',
    'add_header Cache-Control no-store always;',
    `add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'" always;`,
    ...more,
  ]),
];

/** Order decides: the first pattern that fits is taken. */
const served = (paths: Paths, features: readonly SiteFeature[]): Lines => [
  `root ${folderOf(paths, '$account', '$domain')};`,
  `disable_symlinks if_not_owner from=${homeOf(paths, '$account')};`,
  'location ~ /\\.(?!well-known(?:/|$)) { return 404; }',
  ...(features.includes('cgi') ? cgi(paths) : ['location ~ ^/cgi-bin/ { return 403; }']),
  ...(features.includes('php') ? php(paths) : []),
  // What PHP could run, whatever it is called, is never shown as text.
  'location ~* \\.(?:php[0-9]?|phtml|phar|phps)(?:/|$) { return 403; }',
  features.includes('ssi')
    ? 'location ~ \\.shtml$ { ssi on; ssi_silent_errors on; }'
    : 'location ~* \\.shtml$ { return 403; }',
];

/** The script is looked for along the path by fcgiwrap itself, which makes PATH_INFO of the rest. */
const cgi = (paths: Paths): Lines => [
  block('location ~ ^/cgi-bin/', [
    `include ${treeOf(paths)}/fastcgi_params;`,
    'fastcgi_param SCRIPT_NAME $uri;',
    `fastcgi_pass unix:${cgiSocketOf(paths, '$account')};`,
  ]),
];

/**
 * An address that names nothing there is for the application to read: for the `index.php` in its topmost folder, else for
 * the one of the site. There is no other rewriting, as nobody's `.htaccess` is read.
 */
const php = (paths: Paths): Lines => [
  block('location ~ \\.php(?:/|$)', [
    'fastcgi_split_path_info ^(.+?\\.php)(/.*)?$;',
    // try_files forgets it.
    'set $path_info $fastcgi_path_info;',
    'try_files $fastcgi_script_name =404;',
    ...runPhp(paths),
    'fastcgi_param PATH_INFO $path_info;',
  ]),
  'location / { try_files $uri $uri/ @front; }',
  block('location @front', ['try_files $topmost/index.php /index.php =404;', ...runPhp(paths)]),
];

const runPhp = (paths: Paths): Lines => [
  `include ${treeOf(paths)}/fastcgi_params;`,
  'fastcgi_param SCRIPT_NAME $fastcgi_script_name;',
  'fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;',
  `fastcgi_pass unix:${phpSocketOf(paths, '$account')};`,
];

/** Old workers keep to their own tree until they end. */
export const treeOf = ({ state }: Paths): string => `${state}/web/trees/${idPlace}`;

export const block = (head: string, lines: Lines): string =>
  `${head} {\n${lines.map((line) => line.replace(/^/gmu, '  ')).join('\n')}\n}`;
