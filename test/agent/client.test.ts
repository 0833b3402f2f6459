import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { PanelRefusal, PanelTrouble, panelClient, type PanelClient } from '../../src/agent/client.ts';
import { keysOf, newToken, sign } from '../../src/kernel/host-key.ts';
import { TestPanel } from './panel.ts';
import { desiredWith } from './samples.ts';
import { reportOf } from '../helpers/report.ts';

const never = new AbortController().signal;

describe('the agent as a client of the panel', () => {
  let panel: TestPanel;
  let client: PanelClient;
  beforeEach(async () => {
    panel = await new TestPanel().start();
    panel.want(desiredWith(5, ['alice']));
    client = panelClient({ url: panel.url, keys: () => Promise.resolve(panel.keys), maxBytes: 10_000, patience: 300 });
  });
  afterEach(() => panel.stop());

  const refuses = (pattern: RegExp): Promise<void> =>
    assert.rejects(
      client.desired(null, 0, never),
      (error) => error instanceof PanelTrouble && pattern.test(`${error.message} ${String(error.cause)}`),
    );
  /** An answer as the panel would give it, with something changed. */
  const answer = (change: (res: ServerResponse, body: string, signature: string) => void): void => {
    panel.instead = (req: IncomingMessage, res: ServerResponse) => {
      const body = '{"revision":6}';
      res.setHeader('etag', '"6"');
      change(res, body, sign(panel.keys.panel, String(req.headers['x-sublet-nonce']), '"6"', body));
    };
  };

  it('takes what the panel has signed', async () => {
    assert.deepEqual(await client.desired(null, 0, never), { revision: 5, body: desiredWith(5, ['alice']) });
  });

  it('waits for what is new', async () => {
    assert.equal(await client.desired(5, 0, never), null);
    const next = client.desired(5, 20, never);
    setTimeout(() => panel.want(desiredWith(6, [])), 50);
    assert.equal((await next)?.revision, 6);
  });

  it('reports', async () => {
    await client.report(reportOf({ applied: 5 }), never);
    assert.deepEqual(panel.reports, [reportOf({ applied: 5 })]);
  });

  it('asks once more when the panel has just closed the connection', async () => {
    await client.report(reportOf({ applied: 5 }), never);
    panel.closeIdle();
    await client.report(reportOf({ applied: 6 }), never);
    panel.closeIdle();
    assert.equal((await client.desired(null, 0, never))?.revision, 5);
    assert.deepEqual(panel.reports, [reportOf({ applied: 5 }), reportOf({ applied: 6 })]);
  });

  it('asks once more, and no more than that', async () => {
    let asked = 0;
    panel.instead = (req) => {
      asked++;
      req.socket.destroy();
    };
    await refuses(/is away: .*other side closed/);
    assert.equal(asked, 2);
  });

  it('says what the panel says of a report that it does not take', async () => {
    for (const [status, forGood] of [
      [400, true],
      [413, true],
      [429, false],
      [401, false],
      [503, false],
    ] as const) {
      panel.refuseReports = status;
      await assert.rejects(client.report(reportOf({ applied: 5 }), never), (error) => {
        assert.equal(error instanceof PanelRefusal, forGood, String(status));
        return !forGood || /answered \d+: “No such report\.”\.$/.test(String(error));
      });
    }
  });

  it('never shows the key that the panel signs with', async () => {
    const seen: string[] = [];
    panel.instead = (req, res) => {
      seen.push(JSON.stringify(req.headers), req.url ?? '');
      res.writeHead(304).end();
    };
    await refuses(/answered 304/);
    assert.ok(seen.join('').includes(panel.keys.agent));
    const [, secret = ''] = panel.token.split('.');
    for (const hidden of [panel.keys.panel, secret]) assert.equal(seen.join('').includes(hidden), false);
  });

  it('refuses an answer without the right signature', async () => {
    const forged = [
      (res: ServerResponse, body: string): unknown => res.end(body),
      (res: ServerResponse, body: string, right: string): unknown =>
        res.setHeader('x-sublet-signature', right).end(`${body} `),
      (res: ServerResponse, body: string, right: string): unknown =>
        res.setHeader('x-sublet-signature', right).setHeader('etag', '"7"').end(body),
      (res: ServerResponse, body: string): unknown =>
        res.setHeader('x-sublet-signature', sign(panel.keys.agent, '', '"6"', body)).end(body),
    ];
    for (const one of forged) {
      answer(one);
      await refuses(/^SECURITY: .*signature.*Nothing of it is done/);
    }
  });

  it('refuses an answer that was given before', async () => {
    let first: { body: string; signature: string } | null = null;
    answer((res, body, signature) => {
      first ??= { body, signature };
      res.setHeader('x-sublet-signature', first.signature).end(first.body);
    });
    assert.equal((await client.desired(null, 0, never))?.revision, 6);
    await refuses(/^SECURITY/);
  });

  it('takes an answer that a proxy has compressed', async () => {
    answer((res, body, right) => {
      res
        .writeHead(200, { etag: 'W/"6"', 'x-sublet-signature': right, 'content-encoding': 'gzip' })
        .end(gzipSync(body));
    });
    assert.equal((await client.desired(null, 0, never))?.revision, 6);
  });

  it('follows nobody to another address', async () => {
    let asked = 0;
    panel.instead = (_req, res) => {
      asked++;
      res.writeHead(302, { location: `${panel.url}/elsewhere` }).end();
    };
    await refuses(/sends us elsewhere: set PANEL_URL/);
    assert.equal(asked, 1);
  });

  it('reads no more than it is allowed to', async () => {
    let sent = 0;
    panel.instead = (_req, res) => {
      res.on('close', () => (sent = -1));
      const more = (): void => {
        if (sent < 0) return;
        sent += 1000;
        res.write('x'.repeat(1000), () => setImmediate(more));
      };
      more();
    };
    await refuses(/larger than 10000 bytes/);
    answer((res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))));
    await refuses(/larger than 10000 bytes/);
  });

  it('does not wait for ever', async () => {
    panel.instead = () => undefined;
    await refuses(/no answer in time/);
    panel.instead = (_req, res) => void res.write('{');
    await refuses(/no answer in time/);
  });

  it('ends at once when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30);
    await assert.rejects(client.desired(5, 20, stop.signal));
  });

  it('says what to do about a panel that is away, wrong, or does not know the token', async () => {
    client = panelClient({ url: panel.url, keys: () => Promise.resolve(keysOf(newToken(1)) ?? panel.keys) });
    await refuses(/does not know this token: make a new one in the panel under Servers/);
    for (const status of [404, 500, 503]) {
      panel.instead = (_req, res) => res.writeHead(status).end();
      await refuses(new RegExp(`answered ${String(status)}: its log says why`));
    }
    answer((res) => res.end());
    await panel.stop();
    await refuses(/^The panel at http:\/\/127\.0\.0\.1:\d+ is away: ./);
  });

  it('tries a new token as soon as it is there', async () => {
    let token = newToken(1);
    client = panelClient({ url: panel.url, keys: () => Promise.resolve(keysOf(token) ?? panel.keys) });
    await refuses(/does not know this token/);
    token = panel.token;
    assert.equal((await client.desired(null, 0, never))?.revision, 5);
  });
});
