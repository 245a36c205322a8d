import type { PasswordResetObject, SetupCodeObject } from '@llavero/protocol/control/operator.ts'
import type { Command } from 'commander'
import { CommandFailure, show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'
import { readSecret } from './secret-file.ts'

interface ResetOptions extends JsonOption {
  readonly email?: string
  readonly passwordFile?: string
}

/** `llavero owner …` */
export function addOwnerCommands(program: Command, commandLine: CommandLine): void {
  const owner = program.command('owner').description('the owner of this server')
  addCode(owner, commandLine)
  addResetPassword(owner, commandLine)
}

function addCode(owner: Command, commandLine: CommandLine): void {
  owner
    .command('code')
    .description('show the one-time code that makes the first owner')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask, { isServerRunning }) => {
        // The code lives in the server's memory: one of our own would open nothing.
        if (!isServerRunning) throw CommandFailure.because('No server is running: start it first.')
        const body = await ask<SetupCodeObject>('GET', '/api/setup/code')
        const text = ({ code }: SetupCodeObject) => code ?? 'This server has an owner already.'
        show(commandLine, options, { body, text })
      }),
    )
}

function addResetPassword(owner: Command, commandLine: CommandLine): void {
  owner
    .command('reset-password')
    .description('give the owner a new password, shown this once, and end all of his sessions')
    .option('--email <address>', 'whose password; needed only where there are several people')
    .option('--password-file <path>', 'file with a password of your own; - reads standard input')
    .option('--json', 'print one JSON object')
    .action((options: ResetOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const { email, passwordFile } = options
        const password = passwordFile === undefined ? undefined : readSecret(passwordFile)
        const path = '/api/owner/reset-password'
        const body = await ask<PasswordResetObject>('POST', path, { email, password })
        show(commandLine, options, { body, text: resetText })
      }),
    )
}

function resetText({ email, password }: PasswordResetObject): string {
  const ended = 'All sessions were ended.'
  if (password === null) return `The password of ${email} is set. ${ended}`
  return `${password}\n\nThis is the new password of ${email}. Keep it now: it is not shown again. ${ended}`
}
