import { settings } from '../../server/src/config/settings.ts'
import { table } from './table.ts'

export function configurationPage(): string {
  const rows = Object.values(settings).map(({ variable, defaultText, description }) => [
    `\`${variable}\``,
    defaultText.startsWith('(') ? defaultText : `\`${defaultText}\``,
    description,
  ])
  return `# Configuration

<!-- Made from server/src/config/settings.ts by \`npm run docs\`: change it there. -->

All settings are environment variables, read once at the start. An empty variable counts as not set.
A wrong value, or a variable that begins with \`LLAVERO_\` and is not in this table, stops the start; all
faults are named at once. A name that ends in \`_MS\` is in milliseconds, one that ends in \`_BYTES\` in bytes.

${table(['Variable', 'Default', 'Meaning'], rows)}

\`LLAVERO_MASTER_KEY\` and \`LLAVERO_MASTER_KEY_COMMAND\` exclude each other.

Keys, providers, routes and prices are not settings: they live in the database and are changed by the
[command line](cli.md) and the [admin API](admin-api.md) while the server runs.
`
}
