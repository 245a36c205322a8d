import type { VaultRotationObject } from '@llavero/protocol/control/operator.ts'
import type { Command } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'

/** `llavero vault …` */
export function addVaultCommands(program: Command, commandLine: CommandLine): void {
  const vault = program.command('vault').description("the providers' keys at rest")
  vault
    .command('rotate')
    .description('seal all secrets by the next master key, also while the server runs')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<VaultRotationObject>('POST', '/api/vault/rotate')
        show(commandLine, options, { body, text: rotatedText })
      }),
    )
}

function rotatedText({ master_key_id, resealed }: VaultRotationObject): string {
  return `All secrets are sealed by master key ${master_key_id}; ${resealed} were moved to it.`
}
