import assert from 'node:assert/strict';
import { forbidden, PanelError } from '../../src/kernel/errors.ts';
import { text } from '../../src/output/text.ts';
import { alice, bob, dataOf, doneOf, formOf, listOf, reader, whole } from './samples.ts';

const told = (...given: Parameters<typeof text>): Promise<string> => whole(text(...given));

describe('text', () => {
  it('of a list is a row a line', async () => {
    const lines = (await told(listOf([alice], [bob]), reader('reseller'))).split('\n');
    assert.equal(
      lines[1],
      'name=bob active=off shell=off cgi=off php=off ssi=off https=off disk_used=0 createdAt=2026-07-09T00:00:00.000Z',
    );
    assert.equal(lines.length, 3);
  });

  it('of a form is a field a line', async () => {
    assert.equal(await told(formOf({ name: 'bob', php: true }), reader()), 'name=bob\ndiskMax=\nphp=on\nelid=alice\n');
  });

  it('of a page tells where a value stands', async () => {
    assert.equal(
      await told(dataOf({ disk: { used: 1, max: 2 }, names: ['a', 'b'] }), reader()),
      'disk.used=1\ndisk.max=2\nnames=a\nnames=b\n',
    );
  });

  it('of what was done is exactly "OK "', async () => {
    assert.equal(await told(doneOf(), reader()), 'OK ');
  });

  it('of an error is one line', async () => {
    assert.equal(
      await told(forbidden('user.disable'), reader()),
      'ERROR access(user.disable) You have no right to use “user.disable”. Your provider can give it to you.\n',
    );
  });

  it('lets no value begin a line', async () => {
    const name = 'x\nOK \r\u2028ERROR';
    assert.equal((await told(listOf([{ ...alice, name }]), reader())).split(/[\n\r\u2028]/).length, 2);
    assert.equal(
      (await told(new PanelError('not_found', 'error.not_found', { what: name }), reader())).split(/[\n\r\u2028]/)
        .length,
      2,
    );
  });
});
