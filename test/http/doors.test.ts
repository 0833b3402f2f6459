import assert from 'node:assert/strict';
import express, { Router, type RequestHandler } from 'express';
import fc from 'fast-check';
import request from 'supertest';
import { doors } from '../../src/http/doors.ts';

describe('doors', () => {
  const said =
    (name: string): RequestHandler =>
    ({ params }, res) =>
      void res.json({ name, params });
  const login = Router().get('/login', said('login')).post(['/logout', '/as/:grant/logout'], said('logout'));
  const setup = Router().get('/setup/:token', said('setup'));
  const own = Router({ mergeParams: true }).get('/', said('home')).post('/do', said('do')).get('/check', said('check'));
  const funcs = Router({ mergeParams: true }).get('/:func', said('show')).post('/:func', said('take'));
  const inTurn = Router({ mergeParams: true }).use(own, funcs);

  /** The address of a panel as Express answers it by itself, and the same behind doors. */
  const plain = express().use(login, setup).use('/as/:grant', inTurn).use(inTurn);
  const pages = doors({ '': inTurn, do: inTurn, check: inTurn }, funcs);
  const entered = Router().use('/as/:grant', pages).use(pages);
  const behind = express().use(doors({ login, logout: login, as: login, setup }), doors({ as: entered }, pages));

  const segments = [
    '',
    'login',
    'LogOut',
    'as',
    'AS',
    'setup',
    'do',
    'Do',
    'd%6F',
    'check',
    'user',
    'a%2Fb',
    '%E0',
    'x',
  ];
  const path = fc
    .array(fc.constantFrom(...segments), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`);

  it('lead wherever all routers in turn would have led', async () => {
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom('get', 'head', 'post'), async (address, method) => {
        const [one, other] = [await request(plain)[method](address), await request(behind)[method](address)];
        assert.deepEqual([other.status, other.body], [one.status, one.body]);
      }),
      { numRuns: 300 },
    );
  });
});
