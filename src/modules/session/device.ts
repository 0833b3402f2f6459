/** Browser and system from a User-Agent, in plain words: `Firefox, Windows`. What it does not know it leaves out. */
export function deviceOf(userAgent: string): string {
  const known = [browsers, systems].map((kinds) => kinds.find(([pattern]) => pattern.test(userAgent))?.[1]);
  const words = known.filter((word) => word !== undefined);
  return words.length > 0 ? words.join(', ') : (/^[\w.-]{1,40}/.exec(userAgent)?.[0] ?? '?');
}

/** Order matters: nearly every browser also names the ones it wants to be taken for. */
const browsers = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\//, 'Edge'],
  [/\b(?:OPR|OPT|OPX|OPiOS|Opera)\b/, 'Opera'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Headless Chrome'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const satisfies [RegExp, string][];

const systems = [
  [/\bAndroid\b/, 'Android'],
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const satisfies [RegExp, string][];
