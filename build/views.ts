import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileFileClient } from 'pug';

/** Makes a module of each template beside it, so that nothing has to be compiled where the panel runs. */
export async function buildViews(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.pug'));
  await Promise.all(
    files.map(async (file) => {
      const code = compileFileClient(join(folder, file), { name: 'template', compileDebug: false });
      await writeFile(join(folder, file.replace(/\.pug$/, '.cjs')), `${code}\nmodule.exports = template;\n`);
    }),
  );
}
