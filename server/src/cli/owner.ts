import type { SetupCodeObject } from '@llavero/protocol/control/operator.ts'
import type { Command } from 'commander'
import { CommandFailure, show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'

/** `llavero owner …` */
export function addOwnerCommands(program: Command, commandLine: CommandLine): void {
  const owner = program.command('owner').description('the first owner of this server')
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
