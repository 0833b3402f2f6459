import type { Desired, HostAccount, HostSite } from '../../kernel/host.ts';
import type { Tree } from '../op.ts';
import { accessLog, type Paths } from '../paths.ts';
import { checkPaths, domainIn, longestDomain, nameIn, numberIn } from './guard.ts';
import { numberPage, suspendedPage, unknownPage } from './pages.ts';
import { block, canaryBlock, defaultBlock, serverBlock, treeOf, type Kind } from './servers.ts';
import { treeId } from './tree.ts';

interface Served {
  readonly site: HostSite;
  readonly account: HostAccount;
  /** The domain itself, and with `www.` unless that is a site of its own. */
  readonly names: readonly string[];
}

/** The whole configuration of the web server. The same sites give the same files, in whatever order they come. */
export function renderWeb(desired: Desired, paths: Paths): { id: string; tree: Tree } {
  checkPaths(paths);
  const sites = servedSites(desired);
  const stopped = sites.filter(({ account }) => account.suspended);
  const providers = new Set(desired.providers.map(({ id }) => id));
  const pageOf = ({ account: { providerId } }: Served): string =>
    providers.has(providerId) ? numberIn(providerId) : 'none';
  const tree = new Map([
    ['nginx.conf', nginxConf(paths, sites)],
    ['fastcgi_params', fastcgiParams],
    ['accounts.map', mapOf(sites, ({ account }) => account.name)],
    ['domains.map', mapOf(sites, ({ site }) => site.domain)],
    ['providers.map', mapOf(stopped, pageOf)],
    ['pages/unknown.html', unknownPage(desired)],
    ['pages/suspended-none.html', numberPage(503, desired.welcome.lang)],
    ...desired.providers.map(
      (provider) => [`pages/suspended-${numberIn(provider.id)}.html`, suspendedPage(provider)] as const,
    ),
  ]);
  return { id: treeId(tree), tree };
}

function servedSites({ accounts, sites }: Desired): Served[] {
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const domains = new Set(sites.filter(({ accountId }) => accountOf.has(accountId)).map(({ domain }) => domain));
  const served = [...sites]
    .sort((a, b) => (a.domain < b.domain ? -1 : 1))
    .flatMap((site) => {
      const account = accountOf.get(site.accountId);
      if (account === undefined) return [];
      const www = `www.${domainIn(site.domain)}`;
      const names = www.length > longestDomain || domains.has(www) ? [site.domain] : [site.domain, www];
      nameIn(account.name);
      return [{ site, account, names }];
    });
  if (served.length !== domains.size) throw new Error('two sites of the same domain');
  return served;
}

const mapOf = (sites: readonly Served[], valueOf: (site: Served) => string): string =>
  sites.flatMap((site) => site.names.map((name) => `${name} ${valueOf(site)};\n`)).join('');

function serverBlocks(paths: Paths, sites: readonly Served[]): string[] {
  const kinds = new Map<string, { kind: Kind; names: string[] }>();
  for (const { site, account, names } of sites) {
    const kind = kindOf(site, account);
    const key = `${kind.suspended ? 'suspended' : 'served'} ${kind.features.join(' ')}`;
    const known = kinds.get(key) ?? { kind, names: [] };
    known.names.push(names.join(' '));
    kinds.set(key, known);
  }
  return [...kinds.keys()].sort().flatMap((key) => {
    const known = kinds.get(key);
    return known === undefined ? [] : [serverBlock(paths, known.kind, known.names)];
  });
}

/** Of a suspended site only TLS matters. */
function kindOf({ features }: HostSite, { suspended }: HostAccount): Kind {
  const relevant = suspended ? (['https'] as const) : (['php', 'cgi', 'ssi', 'https'] as const);
  return { suspended, features: relevant.filter((feature) => features.includes(feature)) };
}

const nginxConf = (paths: Paths, sites: readonly Served[]): string =>
  `user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
worker_shutdown_timeout 5m;
pcre_jit on;
pid ${paths.run}/nginx.pid;
error_log ${paths.log}/error.log crit;

events {
  worker_connections 4096;
}

${block('http', [...httpSettings(paths), ...maps(paths), ...[defaultBlock(paths), canaryBlock(paths), ...serverBlocks(paths, sites)].map((server) => `\n${server}`)])}
`;

const httpSettings = (paths: Paths): string[] => [
  // Visitors can cause lines of lower levels without end, where a user has put a link that is not followed.
  `error_log ${paths.log}/error.log alert;`,
  'include /etc/nginx/mime.types;',
  'default_type application/octet-stream;',
  'server_tokens off;',
  'absolute_redirect off;',
  'index index.html index.htm index.shtml index.php;',
  `log_format usage '$msec\\t$host\\t$remote_addr\\t$request_method\\t$uri\\t$status\\t$request_length\\t$bytes_sent\\t$http_referer\\t$http_user_agent';`,
  `access_log ${accessLog(paths)} usage;`,
  'sendfile on;',
  'tcp_nopush on;',
  'client_max_body_size 64m;',
  ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${paths.state}/web/temp/${kind};`,
  ),
  'fastcgi_read_timeout 300s;',
  'gzip on;',
  'gzip_vary on;',
  'gzip_min_length 1000;',
  'gzip_types text/css text/plain text/xml application/javascript text/javascript application/json application/xml application/rss+xml image/svg+xml;',
  'ssl_protocols TLSv1.2 TLSv1.3;',
  'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;',
  'ssl_session_cache shared:tls:10m;',
  'ssl_session_timeout 1d;',
  'ssl_session_tickets off;',
  // A bucket has to hold a name of 253 characters.
  'server_names_hash_bucket_size 512;',
  'server_names_hash_max_size 65536;',
  'map_hash_bucket_size 512;',
  'map_hash_max_size 65536;',
];

const maps = (paths: Paths): string[] => [
  ...(
    [
      ['$host', '$account', 'accounts'],
      ['$host', '$domain', 'domains'],
      ['$host', '$provider', 'providers'],
      ['$ssl_server_name', '$certificate', 'domains'],
    ] as const
  ).map(([from, to, file]) => `map ${from} ${to} { include ${treeOf(paths)}/${file}.map; }`),
  // Parts of one page may have addresses of their own. Folders of WordPress have an `index.php` that says nothing.
  'map $uri $topmost { volatile; ~^(?<folder>/(?!wp-)[^/]+)/ $folder; }',
];

/** What scripts are told. `Proxy:` of a request must not become the proxy of a script. */
const fastcgiParams = `fastcgi_param GATEWAY_INTERFACE CGI/1.1;
fastcgi_param SERVER_SOFTWARE nginx;
fastcgi_param SERVER_PROTOCOL $server_protocol;
fastcgi_param SERVER_NAME $host;
fastcgi_param SERVER_ADDR $server_addr;
fastcgi_param SERVER_PORT $server_port;
fastcgi_param REMOTE_ADDR $remote_addr;
fastcgi_param REMOTE_PORT $remote_port;
fastcgi_param REQUEST_METHOD $request_method;
fastcgi_param REQUEST_SCHEME $scheme;
fastcgi_param REQUEST_URI $request_uri;
fastcgi_param QUERY_STRING $query_string;
fastcgi_param CONTENT_TYPE $content_type;
fastcgi_param CONTENT_LENGTH $content_length;
fastcgi_param DOCUMENT_ROOT $document_root;
fastcgi_param DOCUMENT_URI $document_uri;
fastcgi_param HTTPS $https if_not_empty;
fastcgi_param HTTP_HOST $host;
fastcgi_param HTTP_PROXY "";
fastcgi_param REDIRECT_STATUS 200;
`;
