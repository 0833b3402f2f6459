import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromeEn } from '../../src/lang/chrome.en.ts';
import { en } from '../../src/lang/en.ts';
import { render } from './render.ts';
import { listView, templates, type World } from './samples.ts';

const world: World = { asset: (name) => `/assets/${name}`, theme: null, lang: 'en', acting: false };
const worlds: World[] = [world, { ...world, theme: 'dark', lang: 'ru', acting: true }];

const pugFiles = async (): Promise<string[]> =>
  (await readdir('views', { recursive: true })).filter((name) => name.endsWith('.pug'));
const source = (name: string): Promise<string> => readFile(join('views', name), 'utf8');

async function allText(dir: string, ext: string, except = /^$/): Promise<string> {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(ext) && !except.test(name));
  return (await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8')))).join('\n');
}

const outward = /<a href="https?:[^"]*" target="_blank" rel="noopener noreferrer nofollow">/g;
const hostile = `"'><script>alert(1)</script><b onclick=alert(1)>`;
/** What templates choose by; anything else may hold what somebody typed. */
const choosing = new Set(['view', 'as', 'kind', 'rel', 'rows']);

/** The same view with hostile text at the end of every text in it. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return choosing.has(key) ? value : value + hostile;
  if (Array.isArray(value)) return value.map((item) => poisoned(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]));
}

describe('templates', () => {
  for (const [name, sample] of Object.entries(templates))
    it(`renders ${name} without anything the content policy forbids`, () => {
      for (const each of worlds) {
        // What people have written may lead elsewhere, as long as it says nothing of where one comes from.
        const html = render(sample(each)).replaceAll(outward, '<a>');
        assert.match(html, /<main id="main"/);
        assert.doesNotMatch(html, /<[^>]+\s(?:style|on\w+)=/i);
        assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/i);
        assert.doesNotMatch(html, /undefined|\[object Object\]|NaN/);
        assert.doesNotMatch(html, /(?:href|action|src)="(?:javascript|data|https?):/i);
      }
    });

  it('gives every id once', () => {
    for (const [name, sample] of Object.entries(templates)) {
      const ids = [...render(sample(world)).matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual(
        ids.filter((id, i) => ids.indexOf(id) !== i),
        [],
        name,
      );
    }
  });

  it('puts a token and an operation id into every form that changes something', () => {
    for (const [name, sample] of Object.entries(templates)) {
      const forms = render(sample(world)).match(/<form[^>]+method="post"[^]*?<\/form>/g) ?? [];
      for (const form of forms) {
        assert.match(form, /name="csrf" value="csrf-token"/, name);
        assert.match(form, /name="op" value="op-0001"/, name);
      }
    }
  });

  it('escapes hostile text wherever it stands', () => {
    for (const [name, sample] of Object.entries(templates)) {
      const html = render(poisoned(sample(world)) as { view: string });
      assert.doesNotMatch(html, /<script>|<b onclick/, name);
      assert.match(html, /&lt;script&gt;/, name);
    }
  });

  it('keeps every link and form inside the panel that is being worked in', () => {
    const html = render(listView({ ...world, acting: true }, 1));
    const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
    assert.match(main, /action="\/as\/g1\/do"/);
    assert.doesNotMatch(main, /action="\/do"/);
  });
});

describe('template sources', () => {
  it('never write raw or inline code', async () => {
    for (const name of await pugFiles()) {
      const text = await source(name);
      assert.doesNotMatch(text, /^\s*[\w.#-]*(?:\([^)]*\))?!=|!\{|!=(?!=)\s*[`'"]/m, name);
      assert.doesNotMatch(text, /[\s(](?:style|on[a-z]+)\s*=/, name);
      assert.doesNotMatch(text, /hx-on|js:|javascript:|&attributes/, name);
    }
  });

  it('use chrome words that exist, and no others stand idle', async () => {
    const templates = await allText('views', '.pug');
    const code = await allText('src', '.ts', /lang/);
    const used = [...templates.matchAll(/\bt\('([\w.]+)'(?! \+)/g)].map((match) => match[1] ?? '');
    const prefixes = [...templates.matchAll(/\bt\('([\w.]+\.)' \+/g)].map((match) => match[1] ?? '');
    const known = Object.keys(chromeEn).map((key) => key.replace(/_(one|other)$/, ''));
    const idle = known.filter(
      (key) => !used.includes(key) && !code.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    assert.deepEqual(
      used.filter((key) => !(key in en)),
      [],
    );
    assert.deepEqual(idle, []);
  });
});
