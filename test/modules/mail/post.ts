import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Arrived extends Email {
  readonly raw: string;
  readonly recipient: string;
}

/** How the server meets the next mails. */
export type Manner = 'takes' | 'defers' | 'refuses carol' | 'hangs up' | 'hangs up early';

/** A mail server on loopback, as real as the one of a host. */
export class Post {
  readonly arrived: Arrived[] = [];
  manner: Manner = 'takes';
  #server: SMTPServer | null = null;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${String(this.#port)}`;
  }

  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onMailFrom: (_address, _session, answer) => {
        if (this.manner === 'hangs up early') this.#hangUp();
        else answer();
      },
      onRcptTo: ({ address }, _session, answer) => {
        if (this.manner === 'refuses carol' && address.startsWith('carol')) answer(coded(550, 'no such user'));
        else answer();
      },
      onData: (stream, session, answer) => {
        void text(stream).then(async (raw) => {
          if (this.manner === 'defers') {
            answer(coded(451, 'try again later'));
            return;
          }
          const [{ address: recipient } = { address: '' }] = session.envelope.rcptTo;
          this.arrived.push({ ...(await PostalMime.parse(raw)), raw, recipient });
          if (this.manner === 'hangs up') this.#hangUp();
          else answer();
        });
      },
    });
    server.on('error', () => undefined);
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server.server, 'listening');
    this.#port = (server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server)
      await new Promise<void>((done) => {
        server.close(done);
        this.#hangUp(server);
      });
  }

  #hangUp(server = this.#server): void {
    for (const connection of server?.connections ?? [])
      (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
  }

  /** Whom the mails went to that have arrived since the last time, in the order of their names. */
  recipients(): string[] {
    return this.arrived
      .splice(0)
      .map(({ recipient }) => recipient.replace(/@.*/, ''))
      .sort();
  }
}

const coded = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
