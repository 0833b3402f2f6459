import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** Nothing runs, shows or sends but what this panel serves itself. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'"],
  styleSrcAttr: ["'none'"],
  imgSrc: ["'self'"],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  manifestSrc: ["'self'"],
  objectSrc: ["'none'"],
};

const unused = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
];

export const helmetOptions = (https: boolean): Readonly<HelmetOptions> => ({
  contentSecurityPolicy: { useDefaults: false, directives },
  // Not for subdomains: the panel may stand on a host whose subdomains are customers' sites without https.
  strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  xFrameOptions: { action: 'deny' },
  // `no-referrer` would make browsers send `Origin: null` with our own forms.
  referrerPolicy: { policy: 'same-origin' },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
});

/** What every answer says, whoever asks for what. */
export function securityHeaders(https: boolean): RequestHandler {
  const headers = [
    ...saidBy(helmet(helmetOptions(https))),
    ['Permissions-Policy', unused.map((name) => `${name}=()`).join(', ')],
    // Assets say otherwise for themselves.
    ['Cache-Control', 'no-store'],
  ] as const;
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

/** Keeps what it is told to send. */
class Recorder extends ServerResponse {
  readonly said = new Map<string, string>();

  override setHeader(name: string, value: number | string | readonly string[]): this {
    this.said.set(name, String(value));
    return this;
  }
}

/** The headers helmet sets. None of ours depends on the request, so it is asked once and not a dozen functions each time. */
function saidBy(ask: ReturnType<typeof helmet>): Iterable<[name: string, value: string]> {
  const req = new IncomingMessage(new Socket());
  const res = new Recorder(req);
  ask(req, res, (error) => {
    if (error !== undefined) throw new Error('helmet does not take its options', { cause: error });
  });
  return res.said;
}
