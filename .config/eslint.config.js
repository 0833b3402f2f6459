import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = new URL('..', import.meta.url).pathname;

const unsafe = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take numbers from node:crypto.',
  },
  {
    selector: "NewExpression[callee.name='RegExp'][arguments.0.type!='Literal']",
    message: 'Write the pattern as a literal.',
  },
  {
    selector: "CallExpression[callee.name='RegExp'][arguments.0.type!='Literal']",
    message: 'Write the pattern as a literal.',
  },
  {
    selector: "Property[key.name='shell'] > Literal[value=true]",
    message: 'Run a program with a list of arguments, not a shell.',
  },
  {
    selector: 'CallExpression[callee.name=/^exec(Sync)?$/]',
    message: 'Run a program by execFile or spawn with a list of arguments, not a shell.',
  },
  {
    selector:
      'CallExpression[callee.object.name=/^(cp|childProcess|child_process)$/][callee.property.name=/^exec(Sync)?$/]',
    message: 'Run a program by execFile or spawn with a list of arguments, not a shell.',
  },
];

const noShell = ['node:child_process', 'child_process'].map((name) => ({
  name,
  importNames: ['exec', 'execSync'],
  message: 'Run a program by execFile or spawn with a list of arguments, not a shell.',
}));

const sqlInStores = {
  selector: "MemberExpression[property.name='db'][object.name=/^(ctx|tx)$/]",
  message: 'SQL belongs in a *.store.ts file.',
};

export default defineConfig(
  { ignores: ['dist/**', 'coverage/**', 'data/**', 'static/**/*.js', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'max-params': ['error', 4],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: noShell }],
      'no-restricted-syntax': ['error', ...unsafe, sqlInStores],
    },
  },
  {
    files: ['src/**/*.store.ts', 'src/db/**/*.ts', 'src/kernel/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...unsafe] },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
);
