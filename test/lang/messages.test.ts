import assert from 'node:assert/strict';
import { accountEn } from '../../src/lang/account.en.ts';
import { apiEn } from '../../src/lang/api.en.ts';
import { chromeEn } from '../../src/lang/chrome.en.ts';
import { doorEn } from '../../src/lang/door.en.ts';
import { en } from '../../src/lang/en.ts';
import { errorEn } from '../../src/lang/error.en.ts';
import { hostEn } from '../../src/lang/host.en.ts';
import { isMessageKey } from '../../src/lang/messages.ts';
import { panelEn } from '../../src/lang/panel.en.ts';
import { serverEn } from '../../src/lang/server.en.ts';
import { mailEn } from '../../src/lang/mail.en.ts';
import { supportEn } from '../../src/lang/support.en.ts';
import { threadEn } from '../../src/lang/thread.en.ts';
import { ticketEn } from '../../src/lang/ticket.en.ts';
import { uploadEn } from '../../src/lang/upload.en.ts';
import { ru } from '../../src/lang/ru.ts';

const english: Readonly<Record<string, string>> = en;
const russian: Readonly<Record<string, string>> = ru;
const baseOf = (key: string): string => key.replace(/_(one|few|many|other)$/, '');
/** `x_up` and `x_down` are the amount `x`, rounded. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name.replace(/_(up|down)$/, '')))].sort();

describe('the messages', () => {
  it('are each in one part only', () => {
    const parts = [
      accountEn,
      apiEn,
      chromeEn,
      doorEn,
      errorEn,
      hostEn,
      mailEn,
      panelEn,
      serverEn,
      supportEn,
      threadEn,
      ticketEn,
      uploadEn,
    ];
    assert.equal(
      Object.keys(en).length,
      parts.reduce((sum, part) => sum + Object.keys(part).length, 0),
    );
  });

  it('have the same placeholders in both languages', () => {
    for (const [key, text] of Object.entries(russian)) {
      const twin = english[key] ?? english[`${baseOf(key)}_other`];
      assert.ok(twin !== undefined, key);
      assert.deepEqual(placeholders(text), placeholders(twin), key);
    }
  });

  it('are Russian in Russian, but for names', () => {
    const same = Object.entries(russian).filter(
      ([key, text]) =>
        !key.startsWith('feature.') &&
        !/[А-Яа-яЁё]/.test(text) &&
        /[A-Za-z]{2}/.test(text.replaceAll(/\{\{\w+\}\}/g, '')),
    );
    assert.deepEqual(same, []);
  });

  it('have no empty text and no stray space', () => {
    for (const [key, text] of [...Object.entries(english), ...Object.entries(russian)])
      assert.ok(text !== '' && text === text.trim(), key);
  });

  it('say in every field error what to do', () => {
    const errors = Object.entries(english).filter(([key]) => key.startsWith('field.') || key.startsWith('password.'));
    for (const [key, text] of errors) assert.ok(text.length > 15 && text.endsWith('.'), key);
  });
});

describe('a message key', () => {
  it('is told from other words', () => {
    assert.ok(isMessageKey('field.email'));
    assert.ok(!isMessageKey('Invalid input'));
    assert.ok(!isMessageKey('constructor'));
  });

  it('of a plural message stands without its suffix', () => {
    assert.ok(isMessageKey('account.has_users'));
    assert.ok(!isMessageKey('account.has_users_one'));
  });

  it('may end like a plural form without being one', () => {
    assert.ok(isMessageKey('error.select_one'));
    assert.ok(!isMessageKey('error.select'));
  });
});
