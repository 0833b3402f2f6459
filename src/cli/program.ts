import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command, CommanderError } from 'commander';
import { settingsHelp } from '../config.ts';
import { describeAgent } from './agent-commands.ts';
import { failureOf } from './failure.ts';
import { directions, type Direction } from './migrate.ts';

// Each command loads what it needs when it runs: help and mistakes answer at once.

/** Runs one command and answers the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await commands().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, code } = failureOf(error);
    process.stderr.write(`${text}\n`);
    return code;
  }
}

function commands(): Command {
  const program = new Command('sublet')
    .description('A hosting control panel: administrators rent out parts of a server to resellers, resellers to users.')
    .version(version())
    .exitOverride()
    // What stands behind a command is the command's: `agent install --dry-run`.
    .enablePositionalOptions()
    .showHelpAfterError('(try “sublet --help”)')
    .addHelpText('after', examples);
  for (const add of [addServe, addAgent, addMigrate, addAdmin, addFunc, addMail, addDemo, addCheck]) add(program);
  return program;
}

const examples = `
Examples:
  $ sublet serve                                        start the panel
  $ PORT=8080 DATA_DIR=/var/lib/sublet sublet serve     … with other settings
  $ sublet agent install                                make this machine a server of the panel
  $ sublet admin root < password.txt                    make an administrator
  $ sublet func reseller out=json                       list resellers
  $ sublet func reseller.disable elid=north             do what a button of the panel does

Settings come from the environment and from the file that SUBLET_CONFIG names; “sublet serve --help” lists them.`;

function version(): string {
  const file = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('bring the database up to date and answer requests')
    .addHelpText(
      'after',
      () => `\nSettings, by environment or in the file named by SUBLET_CONFIG, with their defaults:\n${settingsHelp()}`,
    )
    .action(async () => {
      const { serve } = await import('./serve.ts');
      await serve();
    });
}

function addAgent(program: Command): void {
  describeAgent(program.command('agent'), version());
}

function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables of the database up to date, take back the last change, or say what is missing')
    .addArgument(new Argument('[direction]', 'what to do').choices(directions).default('up'))
    .action(async (direction: Direction) => {
      const { migrate } = await import('./migrate.ts');
      await migrate(direction);
    });
}

function addAdmin(program: Command): void {
  program
    .command('admin')
    .description("make an administrator's login, or give it a new password; the password is read from standard input")
    .argument('<name>', 'name of the login')
    .option('--email <address>', 'e-mail of a new login', '')
    .addHelpText(
      'after',
      '\nExamples:\n  $ sublet admin root\n  $ sublet admin root --email root@example.com < password.txt',
    )
    .action(async (name: string, { email }: { email: string }) => {
      const { admin } = await import('./admin.ts');
      await admin(name, email);
    });
}

function addFunc(program: Command): void {
  program
    .command('func')
    .description('call one function of the panel, as its pages and its API do')
    .argument('<name>', 'such as reseller, reseller.edit or user.disable')
    .argument('[parameters...]', 'key=value; key=- reads the value from standard input')
    .addHelpText('after', funcHelp)
    .action(async (name: string, parameters: string[]) => {
      const { func } = await import('./func.ts');
      process.exitCode = await func(name, parameters);
    });
}

const funcHelp = `
Parameters with a meaning of their own:
  out=text|json|jsondata|xml|csv   how to answer; text unless told
  su=NAME                          act as this login instead of the administrator
  elid=ID                          the row; may be given several times
  sok=ok                           send the form; without it the form is shown

Exit codes: 0 done, 1 refused, 2 not understood.

Examples:
  $ sublet func reseller filter=north
  $ sublet func user.edit sok=ok name=alice password=- < password.txt
  $ sublet func user.disable elid=alice elid=bob su=north
  $ sublet func user out=csv > users.csv`;

function addMail(program: Command): void {
  program
    .command('mail')
    .description('take a mail that answers a ticket, from standard input: for the pipe of a mail server')
    .option('--recipient <address>', 'whom the mail server has it for; otherwise its headers say')
    .addHelpText('after', mailHelp)
    .action(async ({ recipient }: { recipient?: string }) => {
      const { mail } = await import('./mail.ts');
      process.exitCode = await mail(recipient ?? null);
    });
}

const mailHelp = `
Exit codes are those of sysexits.h: 0 taken, 65 unreadable, 67 no such address, 75 to be tried again, 77 not permitted.

Example:
  $ sublet mail --recipient reply+12.7.abcdefghijklmnopqrst@reply.example.com < message.eml`;

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('fill an empty database with sample resellers, users and sites, and start the panel')
    .action(async () => {
      const { demo } = await import('./demo.ts');
      await demo();
    });
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('compare the kept counters with what they count, and say what differs')
    .option('--repair', 'write what should be there; limits and the journal are only told of', false)
    .action(async ({ repair }: { repair: boolean }) => {
      const { checkAll } = await import('./check.ts');
      process.exitCode = await checkAll(repair);
    });
}
