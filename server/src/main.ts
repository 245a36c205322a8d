#!/usr/bin/env node
import type { CommandLine } from './cli/command-line.ts'
import { connectAdminApi } from './cli/connect.ts'
import { runCommandLine } from './cli/program.ts'
import { operatorSocketPath } from './config/operator-socket.ts'
import { readEnvironment } from './config/settings.ts'

const commandLine: CommandLine = {
  // Loaded on demand: a command that asks a running server needs none of it.
  async serve() {
    const { runServer } = await import('./cli/serve.ts')
    await runServer(readEnvironment())
  },
  async connect() {
    const settings = readEnvironment()
    return connectAdminApi(operatorSocketPath(settings.dataFolder), async () => {
      const { openApp } = await import('./app.ts')
      return openApp(settings)
    })
  },
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
}

process.exitCode = await runCommandLine(process.argv.slice(2), commandLine)
