const src = (...folders) => `^src/(${folders.join('|')})(/|\\.ts$)`;
const transports = [
  '^src/(http|output|cli)/',
  '^node_modules/(express|express-session|pug|helmet|multer|csrf-sync|commander)/',
];

/** Who may know whom: main → app → http → output → panel → kernel; modules → panel, kernel, db, another module's index.ts. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lang-knows-nobody',
      severity: 'error',
      from: { path: src('lang') },
      to: { path: '^src/', pathNot: src('lang'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'db-knows-types-of-kernel',
      severity: 'error',
      from: { path: src('db') },
      to: { path: '^src/', pathNot: [src('db'), src('kernel')] },
    },
    {
      name: 'db-runs-nothing-of-kernel',
      severity: 'error',
      from: { path: src('db') },
      to: { path: src('kernel'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kernel-knows-db-and-lang',
      severity: 'error',
      from: { path: src('kernel') },
      to: { path: '^src/', pathNot: [src('kernel'), src('db'), src('lang')] },
    },
    {
      name: 'panel-knows-kernel-and-lang',
      severity: 'error',
      from: { path: src('panel') },
      to: { path: '^src/', pathNot: [src('panel'), src('kernel'), src('lang')] },
    },
    {
      name: 'output-knows-panel',
      severity: 'error',
      from: { path: src('output') },
      to: { path: '^src/', pathNot: [src('output'), src('panel'), src('kernel'), src('lang')] },
    },
    {
      name: 'modules-know-no-transport',
      severity: 'error',
      from: { path: src('modules') },
      to: { path: transports },
    },
    {
      name: 'modules-know-no-root',
      severity: 'error',
      from: { path: src('modules') },
      to: { path: '^src/(app|main|config|agent)(/|\\.ts$)' },
    },
    {
      name: 'a-module-has-one-door',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'others-use-the-door-too',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/modules/' },
      to: { path: '^src/modules/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
    },
    {
      name: 'sql-only-below-services',
      severity: 'error',
      from: { path: src('http', 'output', 'panel') },
      to: { path: ['^src/db/', '^node_modules/(knex|mysql2|better-sqlite3)/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'http-knows-no-root',
      severity: 'error',
      from: { path: src('http') },
      to: { path: '^src/(app|main)\\.ts$' },
    },
    {
      name: 'the-agent-stands-alone',
      severity: 'error',
      from: { path: src('agent') },
      to: { path: '^src/', pathNot: [src('agent'), src('kernel')], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|build|static)/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
