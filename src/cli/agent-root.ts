/** Without it not even the passwords of users can be compared. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0)
    throw new Error('The agent makes users and runs the web server, so it has to be root: use sudo.');
}
