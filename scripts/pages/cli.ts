import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const program = path.resolve(import.meta.dirname, '../../server/src/main.ts')

export async function cliPage(): Promise<string> {
  return `# Command line

<!-- Made from the help texts of server/src/cli by \`npm run docs\`: change them there. -->

\`\`\`sh
npm run -s llavero -- keys create --name ci --budget-usd 5 --models 'gpt-4o-mini,sim-*'
npm run -s llavero -- usage --by key --from 2026-11-01 --json
\`\`\`

Every command but \`serve\` works on the data folder of \`LLAVERO_DATA_DIR\`. While a server runs there, it is
asked over the private socket \`llavero.sock\` in that folder, which only the folder's owner may open; when
none runs, the command does the work itself. There is nothing to sign in to: who may open the folder is
the operator.

\`--json\` prints one JSON object, as the [admin API](admin-api.md) answers it; an error is then one JSON
object on standard error. The exit code is 0 when the command did what was asked, else 1. Dates are ISO 8601
and mean UTC where they name no zone.

${(await sections([])).join('\n')}`
}

/** The command's help, and after it that of its own commands. */
async function sections(words: readonly string[]): Promise<string[]> {
  const help = await helpOf(words)
  const own = `## ${['llavero', ...words].join(' ')}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`
  const inner = await Promise.all(commandsIn(help).map((command) => sections([...words, command])))
  return [own, ...inner.flat()]
}

/** From a process of its own: written to a pipe, help is 80 columns wide whatever the terminal is. */
async function helpOf(words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words, '--help'])
  return stdout
}

function commandsIn(help: string): string[] {
  const list = help.split('\nCommands:\n')[1] ?? ''
  const names = [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name ?? '')
  return names.filter((name) => name !== 'help')
}
