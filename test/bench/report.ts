/** One line of the table: what was measured, and against what. */
export interface Line {
  readonly what: string;
  readonly value: string;
  /** What it shall be, and whether it is. */
  readonly aim?: string;
  readonly met?: boolean;
  readonly note?: string;
}

export class Report {
  readonly #lines: Line[] = [];

  add(line: Line): void {
    this.#lines.push(line);
    console.log(`  ${texts(line).join('   ')}`);
  }

  heading(text: string): void {
    console.log(`\n${text}`);
    this.#lines.push({ what: `# ${text}`, value: '' });
  }

  /** The whole table, in Markdown. */
  print(): void {
    console.log('\n\n| measured | result | aim | met | |\n| --- | --- | --- | --- | --- |');
    for (const line of this.#lines) console.log(`| ${texts(line).join(' | ')} |`);
    const aims = this.#lines.filter(({ met }) => met !== undefined);
    console.log(`\n${String(aims.filter(({ met }) => met).length)} of ${String(aims.length)} aims met`);
  }
}

const texts = ({ what, value, aim = '', met, note = '' }: Line): string[] => [
  what,
  value,
  aim,
  met === undefined ? '' : met ? 'yes' : 'NO',
  note,
];

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const share = (ratio: number): string => `1/${ratio.toFixed(1)}`;
