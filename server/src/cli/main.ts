import { operatorSocketPath } from '../config/operator-socket.ts'
import { readEnvironment } from '../config/settings.ts'
import type { CommandLine } from './command-line.ts'
import { connectAdminApi } from './connect.ts'
import { runCommandLine } from './program.ts'

const commandLine: CommandLine = {
  // Loaded on demand: a command that asks a running server needs none of it.
  async serve() {
    const { runServer } = await import('./serve.ts')
    await runServer(readEnvironment())
  },
  async connect() {
    const settings = readEnvironment()
    return connectAdminApi(operatorSocketPath(settings.dataFolder), async () => {
      const { openApp } = await import('../app.ts')
      return openApp(settings)
    })
  },
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
}

/** Runs the command that `words` say; tells the exit code. */
export function main(words: readonly string[]): Promise<number> {
  return runCommandLine(words, commandLine)
}
