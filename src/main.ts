import { run } from './cli/program.ts';

const code = await run(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
