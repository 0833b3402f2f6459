import assert from 'node:assert/strict';
import { notFound, refuse } from '../../src/kernel/errors.ts';
import { json, jsonData } from '../../src/output/json.ts';
import { alice, bob, dataOf, doneOf, formOf, listOf, oldReader, reader, whole } from './samples.ts';

const told = async (...given: Parameters<typeof json>): Promise<unknown> => JSON.parse(await whole(json(...given)));
const data = async (...given: Parameters<typeof json>): Promise<unknown> => JSON.parse(await whole(jsonData(...given)));
const bobTold = {
  name: { $: 'bob' },
  active: { $: 'off' },
  disk_used: { $: '0' },
  createdAt: { $: '2026-07-09T00:00:00.000Z' },
};
const off = { shell: { $: 'off' }, cgi: { $: 'off' }, php: { $: 'off' }, ssi: { $: 'off' }, https: { $: 'off' } };

describe('JSON', () => {
  it('of a list is an array, of one row and of none', async () => {
    assert.deepEqual(await told(listOf([bob]), reader()), {
      doc: { $lang: 'en', $func: 'user', elem: [{ ...bobTold, ...off }] },
    });
    assert.deepEqual(await told(listOf(), reader()), { doc: { $lang: 'en', $func: 'user', elem: [] } });
  });

  it('joins the chunks of a list, empty ones too', async () => {
    const { doc } = (await told(listOf([], [alice, bob], [], [alice]), reader())) as {
      doc: { elem: { name: { $: string } }[] };
    };
    assert.deepEqual(
      doc.elem.map(({ name }) => name.$),
      ['alice', 'bob', 'alice'],
    );
  });

  it('of what was done has an object for ok, never null', async () => {
    assert.deepEqual(await told(doneOf({ id: 'bob' }), reader()), { doc: { ok: {}, id: { $: 'bob' } } });
  });

  it('of a form has its values', async () => {
    const form = formOf({ name: 'bob', diskMax: 5, php: false, password: 'canary' }, { elid: null });
    assert.deepEqual(await told(form, reader()), {
      doc: {
        $lang: 'en',
        $func: 'user.edit',
        name: { $: 'bob' },
        diskMax: { $: '5' },
        php: { $: 'off' },
        elid: { $: '' },
      },
    });
  });

  it('of an error has both msg and detail', async () => {
    const text = 'Enter 5 or more.';
    assert.deepEqual(await told(refuse('invalid', 'diskMax', 'field.min', { min: 5, value: '3' }), reader()), {
      doc: {
        error: {
          $type: 'value',
          $object: 'diskMax',
          $lang: 'en',
          value: { $: '3' },
          msg: { $: text },
          detail: { $: text },
        },
      },
    });
  });

  it('of a page has its data', async () => {
    assert.deepEqual(await told(dataOf({ rows: [{ a: 1 }], none: [] }), reader()), {
      doc: { $lang: 'en', $func: 'user.access', rows: [{ a: { $: '1' } }], none: [] },
    });
  });
});

describe('JSON for clients of version 4', () => {
  it('has no envelope', async () => {
    assert.deepEqual(await told(doneOf(), oldReader), { ok: {} });
    assert.deepEqual(await told(listOf([bob]), oldReader), {
      $lang: 'en',
      $func: 'user',
      elem: [{ ...bobTold, ...off }],
    });
  });
});

describe('JSONdata', () => {
  it('is plain rows', async () => {
    assert.deepEqual(await data(listOf([bob]), reader()), [
      {
        name: 'bob',
        active: 'off',
        shell: 'off',
        cgi: 'off',
        php: 'off',
        ssi: 'off',
        https: 'off',
        disk_used: '0',
        createdAt: '2026-07-09T00:00:00.000Z',
      },
    ]);
  });

  it('is a plain form, ok or error', async () => {
    assert.deepEqual(await data(formOf({ name: 'bob' }), reader()), {
      name: 'bob',
      diskMax: '',
      php: '',
      elid: 'alice',
    });
    assert.deepEqual(await data(doneOf(), reader()), { ok: true });
    assert.deepEqual(await data(notFound('bob'), reader()), {
      error: {
        type: 'missed',
        object: 'bob',
        value: 'bob',
        msg: '“bob” was not found. It may have been deleted, or it belongs to somebody else.',
      },
      done: [],
      failed: [],
    });
  });
});
