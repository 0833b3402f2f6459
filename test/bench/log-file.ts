import { closeSync, openSync, writeSync } from 'node:fs';

/** A log as a busy server writes it: so many hosts, a few of them with most of the requests, people and robots. */
export function writeLog(path: string, { megabytes, hosts }: { megabytes: number; hosts: number }): void {
  const file = openSync(path, 'w');
  const random = numbers(4711);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  let [left, msec] = [megabytes * 1_000_000, 1_700_000_000_000];
  while (left > 0) {
    let text = '';
    for (let line = 0; line < 10_000; line += 1) {
      msec += Math.floor(random() * 3);
      const host = Math.floor(random() * random() * hosts);
      const www = random() < 0.2 ? 'www.' : '';
      const address = `203.0.113.${String(Math.floor(random() * 250))}`;
      const numbers = [random() * 900 + 100, random() ** 4 * 200_000].map((size) => String(Math.floor(size)));
      const request = [pick(methods), `${pick(folders)}${String(Math.floor(random() * 5000))}${pick(endings)}`];
      const answer = [pick(statuses), ...numbers, pick(referers), pick(agents)];
      text += `${[(msec / 1000).toFixed(3), www + domainOf(host), address, ...request, ...answer].join('\t')}\n`;
    }
    left -= writeSync(file, text);
  }
  closeSync(file);
}

export const domainOf = (host: number): string => `shop-${String(host)}.example`;

const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'HEAD'];
const folders = ['/', '/blog/', '/wp-content/themes/', '/images/products/', '/catalogue/page/'];
const endings = ['', '.html', '.php', '.css', '.js', '.png', '.jpg', '.webp', '/'];
const statuses = ['200', '200', '200', '200', '304', '301', '404', '503'];
const referers = ['-', '-', 'https://www.search.example/', 'https://shop-1.example/blog/a-page-of-the-site.html'];
const browsers = Array.from({ length: 200 }, (_, n) =>
  n % 3 === 0
    ? `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/${String(100 + n)}.0.0.0`
    : `Mozilla/5.0 (X11; Linux x86_64; rv:${String(80 + n)}.0) Gecko/20100101`,
);
const agents = [...browsers, ...Array.from({ length: 50 }, () => 'Mozilla/5.0 (compatible; Somebot/2.1)'), '-'];

/** The same numbers each time, from 0 up to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
