import express from 'express';

// What everything is compared with: the least that Express can answer, in a process of its own.

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/', (_req, res) => void res.type('html').send('<!doctype html><title>bare</title><p>A bare answer.'));
const server = app.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
