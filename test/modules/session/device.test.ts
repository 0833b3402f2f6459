import assert from 'node:assert/strict';
import { deviceOf } from '../../../src/modules/session/device.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

const known: Readonly<Record<string, string>> = {
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36`]: 'Chrome, Windows',
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/140.0.0.0 Safari/537.36`]: 'Headless Chrome, Linux',
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/140.0.0.0 Safari/537.36`]: 'Chrome, ChromeOS',
  [`${iphone} CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1`]: 'Chrome, iPhone',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`]: 'Edge, Windows',
  [`${iphone} Version/18.0 EdgiOS/140.0.3485.40 Mobile/15E148 Safari/604.1`]: 'Edge, iPhone',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`]:
    'Edge, Windows',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/139.0.0.0 Safari/537.36 OPR/122.0.0.0`]:
    'Opera, Windows',
  [`${iphone} Version/18.5 Mobile/15E148 Safari/604.1 OPT/5.6.0`]: 'Opera, iPhone',
  'Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18': 'Opera, Windows',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0': 'Firefox, Linux',
  'Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0': 'Firefox, Android',
  [`${iphone} FxiOS/142.0 Mobile/15E148 Safari/605.1.15`]: 'Firefox, iPhone',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15':
    'Safari, macOS',
  [`${iphone} Version/18.5 Mobile/15E148 Safari/604.1`]: 'Safari, iPhone',
  [`Mozilla/5.0 (Linux; Android 14; SM-S921B) ${webkit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`]:
    'Samsung Internet, Android',
  'curl/8.14.1': 'curl',
  '': '?',
};

describe('the name of a device', () => {
  for (const [userAgent, name] of Object.entries(known))
    it(`is “${name}” for ${userAgent.slice(0, 20)}…${userAgent.slice(-30)}`, () => {
      assert.equal(deviceOf(userAgent), name);
    });

  it('fits its column, whatever is sent', () => {
    for (const text of ['x'.repeat(300), 'é'.repeat(300), Object.keys(known).join(' ')])
      assert.ok(deviceOf(text).length <= 60);
  });
});
