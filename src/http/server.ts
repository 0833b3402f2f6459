import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';

/**
 * A server for an Express application. Express gives every request and response its own prototype when it arrives, and
 * for V8 each is then an object of a shape never met before: all code that touches it runs at a fraction of its speed.
 * Here they are born with that prototype.
 */
export function serverFor(app: Express): Server {
  class PanelRequest extends IncomingMessage {}
  class PanelResponse extends ServerResponse {}
  Object.setPrototypeOf(PanelRequest.prototype, app.request);
  Object.setPrototypeOf(PanelResponse.prototype, app.response);
  Object.assign(app, { request: PanelRequest.prototype, response: PanelResponse.prototype });
  return createServer({ IncomingMessage: PanelRequest, ServerResponse: PanelResponse }, app);
}
