import type { Desired } from '../../kernel/host.ts';
import type { Tree } from '../op.ts';
import { homeOf, type Paths } from '../paths.ts';
import { checkPaths, nameIn } from '../web/guard.ts';
import { idPlace, treeId } from '../web/tree.ts';

/** No account can have this name. */
export const probePool = '_probe';

export const workersOfPool = 8;

/** The whole configuration of PHP: a pool for each account that uses it now; null: nobody does. */
export function renderPhp(desired: Desired, paths: Paths): { id: string; tree: Tree } | null {
  checkPaths(paths);
  const using = new Set(desired.sites.filter(({ features }) => features.includes('php')).map((site) => site.accountId));
  const names = desired.accounts
    .filter(({ id, suspended }) => !suspended && using.has(id))
    .map(({ name }) => nameIn(name))
    .sort();
  if (new Set(names).size !== names.length) throw new Error('two accounts of the same name');
  if (names.length === 0) return null;
  const text = [general(paths), probe, ...names.map((name) => pool(paths, name))].join('\n');
  const tree = new Map([['php-fpm.conf', text]]);
  return { id: treeId(tree), tree };
}

/**
 * Paths without a folder lie in the one the process is started in. It never starts itself anew because workers crash:
 * everybody would wait for the slowest request, and any user can crash workers.
 */
const general = (paths: Paths): string => `[global]
pid = pid
error_log = ${paths.log}/php-fpm.log
log_level = warning
daemonize = yes
process_control_timeout = 300s
`;

const listen = (name: string): string => `listen = ${name}.sock
listen.owner = www-data
listen.group = www-data
listen.mode = 0660`;

/** Answers the tree's id without running any PHP. */
const probe = `[${probePool}]
user = www-data
group = www-data
${listen(probePool)}
pm = ondemand
pm.max_children = 1
pm.process_idle_timeout = 10s
ping.path = /ping
ping.response = ${idPlace}
`;

/**
 * The name of a pool has a prefix: `global` is none. `php_admin_*` cannot be changed by scripts or `.user.ini`.
 * What workers write to their standard error is dropped: it would fill a log that no disk limit holds.
 */
function pool(paths: Paths, name: string): string {
  const home = homeOf(paths, name);
  return `[u-${name}]
user = ${name}
group = ${name}
${listen(name)}
pm = ondemand
pm.max_children = ${workersOfPool}
pm.process_idle_timeout = 30s
pm.max_requests = 500
request_terminate_timeout = 300s
catch_workers_output = no
clear_env = yes
env[PATH] = /usr/local/bin:/usr/bin:/bin
env[HOME] = ${home}
env[TMPDIR] = ${home}/tmp
security.limit_extensions = .php
php_admin_value[open_basedir] = ${home}/:/usr/share/php/
php_admin_value[sys_temp_dir] = ${home}/tmp
php_admin_value[upload_tmp_dir] = ${home}/tmp
php_admin_value[session.save_path] = ${home}/tmp
php_admin_value[error_log] = ${home}/logs/php.log
php_admin_flag[log_errors] = on
php_admin_flag[expose_php] = off
php_admin_flag[enable_dl] = off
php_admin_flag[allow_url_include] = off
php_admin_value[ffi.enable] = false
php_admin_flag[opcache.validate_permission] = on
php_admin_flag[opcache.validate_root] = on
php_admin_value[opcache.restrict_api] = /nonexistent
php_value[session.gc_probability] = 1
php_value[upload_max_filesize] = 64M
php_value[post_max_size] = 64M
`;
}
