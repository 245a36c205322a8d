import type { ErrorBody } from '@llavero/protocol/errors.ts'
import { Command, CommanderError } from 'commander'
import { CommandFailure } from './command-line.ts'
import type { CommandLine } from './command-line.ts'
import { addKeyCommands } from './keys.ts'
import { addOwnerCommands } from './owner.ts'
import { addPriceCommands } from './prices.ts'
import { addProviderCommands } from './providers.ts'
import { addRequestsCommand } from './requests.ts'
import { addStoredWorkCommands } from './stored-work.ts'
import { addUsageCommand } from './usage.ts'
import { addVaultCommands } from './vault.ts'

/** Runs one command line, without the program's own name, and tells the exit code. Never throws. */
export async function runCommandLine(
  words: readonly string[],
  commandLine: CommandLine,
): Promise<number> {
  try {
    await createProgram(commandLine).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    report(error, words, commandLine)
    return 1
  }
}

function createProgram(commandLine: CommandLine): Command {
  const program = new Command('llavero')
    .description('The self-hosted home of a team’s AI keys: an OpenAI-compatible gateway')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => commandLine.write(text),
      writeErr: (text) => commandLine.writeError(text),
      // Told below, once, in the form that was asked for.
      outputError: () => {},
    })
  program
    .command('serve')
    .description('start the server')
    .action(() => commandLine.serve())
  addKeyCommands(program, commandLine)
  addProviderCommands(program, commandLine)
  addPriceCommands(program, commandLine)
  addRequestsCommand(program, commandLine)
  addUsageCommand(program, commandLine)
  addStoredWorkCommands(program, commandLine)
  addOwnerCommands(program, commandLine)
  addVaultCommands(program, commandLine)
  return program
}

function report(error: unknown, words: readonly string[], commandLine: CommandLine): void {
  // A group without a command has shown its help already.
  if (error instanceof CommanderError && error.code === 'commander.help') return
  const body = errorBody(error)
  const text = words.includes('--json') ? JSON.stringify(body) : `Error: ${body.error.message}`
  commandLine.writeError(`${text}\n`)
}

function errorBody(error: unknown): ErrorBody {
  if (error instanceof CommandFailure) return error.body
  const message = error instanceof Error ? error.message : String(error)
  return CommandFailure.because(message.replace(/^error: /, '')).body
}
