import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { agentKeyDigest, keysOf, newToken, sign, type HostKeys } from '../../src/kernel/host-key.ts';
import type { Desired, HostReport } from '../../src/kernel/host.ts';

/** The panel's side of the conversation, over real HTTP. */
export class TestPanel {
  readonly token = newToken(1);
  readonly keys: HostKeys = keysOf(this.token) ?? fail();
  readonly reports: HostReport[] = [];
  /** What each question had said: `revision wait`. */
  readonly asked: string[] = [];
  /** Answers in place of the right one while it is set. */
  instead: ((req: IncomingMessage, res: ServerResponse) => void) | null = null;
  /** A status with which reports are answered, rather than taken. */
  refuseReports: number | null = null;
  /** Reports that came while they were refused. */
  refused = 0;
  url = '';
  #desired: Desired | null = null;
  #server: Server | null = null;
  #port = 0;
  #waiting = new Set<() => void>();
  readonly #sockets = new Set<Socket>();

  async start(): Promise<this> {
    this.#server = createServer((req, res) => void this.#answer(req, res)).listen(this.#port, '127.0.0.1');
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.#port}`;
    return this;
  }

  /** Cuts all connections; `start` comes back on the same port. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }

  /** As a panel does when nothing comes for a while; whoever uses them in the same moment does not know it yet. */
  closeIdle(): void {
    this.#server?.closeIdleConnections();
  }

  want(desired: Desired): void {
    this.#desired = desired;
    for (const go of this.#waiting) go();
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '', this.url);
    const [, id, key = ''] = /^Bearer (\d+)\.(\S+)$/.exec(req.headers.authorization ?? '') ?? [];
    if (this.instead !== null) this.instead(req, res);
    else if (id !== '1' || agentKeyDigest(key) !== agentKeyDigest(this.keys.agent)) res.writeHead(401).end();
    else if (url.pathname === '/agent/v1/report') await this.#hear(req, res);
    else await this.#tell(req, res, Number(url.searchParams.get('wait')));
  }

  async #hear(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.refuseReports !== null) {
      this.refused++;
      res.writeHead(this.refuseReports).end('{"error":"No such report."}');
      return;
    }
    this.reports.push((await json(req)) as HostReport);
    res.writeHead(204).end();
  }

  async #tell(req: IncomingMessage, res: ServerResponse, wait: number): Promise<void> {
    const known = req.headers['if-none-match'];
    this.asked.push(`${known ?? '-'} ${String(wait)}`);
    const etag = (): string => `"${String(this.#desired?.revision ?? 0)}"`;
    if (known === etag()) await this.#changed(wait);
    if (known === etag() || this.#desired === null) {
      res.writeHead(304).end();
      return;
    }
    const body = JSON.stringify(this.#desired);
    const nonce = String(req.headers['x-sublet-nonce']);
    const signature = sign(this.keys.panel, nonce, etag(), body);
    res.writeHead(200, { etag: etag(), 'x-sublet-signature': signature }).end(body);
  }

  #changed(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, seconds * 1000);
      this.#waiting.add(go);
    });
  }
}

function fail(): never {
  throw new Error('a new token is no token');
}
