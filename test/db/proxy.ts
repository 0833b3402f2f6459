import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between us and the server, so that a test may cut the line at a chosen moment. */
export interface Proxy {
  readonly port: number;
  /** How many connections were made through it. */
  readonly connections: number;
  /** The next time this text is sent, the server gets it and we never hear the answer. */
  cutAfter(text: string): void;
  close(): Promise<void>;
}

export async function startProxy(target: number, port = 0): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let trigger: string | undefined;

  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (trigger !== undefined && bytes.includes(trigger)) {
        trigger = undefined;
        upstream.removeAllListeners('data');
        upstream.once('data', () => client.destroy());
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    cutAfter: (text) => (trigger = text),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
