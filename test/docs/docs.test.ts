import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { settingsTable } from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const decisions = readdirSync(join(root, 'src/decisions'))
  .sort()
  .map((name) => `src/decisions/${name}`);
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/hosting.md', 'src/README.md', 'plugins/README.md'],
  ...decisions,
];

/** A table without the spaces that prettier lines it up with. */
const cells = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .filter((line) => !/^[| -]+$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

describe('the documents', () => {
  it('have the table of settings as it is in the code', () => {
    const [, table = ''] = /<!-- settings -->([^]*)<!-- \/settings -->/.exec(read('README.md')) ?? [];
    assert.deepEqual(cells(table), cells(settingsTable()));
  });

  it('show code as it stands in the files named above it', () => {
    const blocks = pages.flatMap((page) =>
      [...read(page).matchAll(/<!-- (\S+) -->\s+```\w+\n([^]*?)```/g)].map(([, file = '', code = '']) => ({
        file,
        code,
      })),
    );
    assert.ok(blocks.length >= 6);
    for (const { file, code } of blocks) assert.ok(read(file).includes(code), `${file} no longer has:\n${code}`);
  });

  for (const page of pages)
    it(`leads nowhere that is not there: ${page}`, () => {
      const text = read(page).replaceAll(/```[^]*?```/g, '');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = '']) => href);
      for (const href of links.filter((one) => !/^[a-z]+:/.test(one))) {
        const [file = '', anchor] = href.split('#');
        const target = join(root, dirname(page), file);
        assert.ok(existsSync(target), `${href} is not there`);
        if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), `${href} has no such heading`);
      }
    });

  it('name only commands and scripts that there are', () => {
    const commands = new Set([...read('src/cli/program.ts').matchAll(/\.command\('(\w+)'\)/g)].map(([, name]) => name));
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const page of pages) {
      for (const [, name] of read(page).matchAll(/[`\n]sublet ([a-z]+)/g))
        assert.ok(commands.has(name), `sublet ${String(name)}`);
      for (const [, name = ''] of read(page).matchAll(/npm run ([a-z]+)/g))
        assert.ok(name in scripts, `npm run ${name}`);
    }
  });

  it('number decisions once and tell each in three parts', () => {
    const numbers = decisions.map((file) => /(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]);
    assert.equal(new Set(numbers).size, decisions.length);
    for (const [index, file] of decisions.entries()) {
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(headings.slice(1), ['Context', 'Decision', 'Consequences'], file);
      assert.ok(headings[0]?.startsWith(`${String(numbers[index])} `), file);
    }
  });
});

/** As GitHub makes them from headings. */
const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
