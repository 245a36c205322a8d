import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type ChildProcesses, collect } from './child-processes.ts'
import { findExecutable } from './find-executable.ts'

const sourceFolder = import.meta.dirname
const buildFolder = path.resolve(sourceFolder, '..', 'build')

export const loadTool = path.join(buildFolder, 'load')
const upstreamTool = path.join(buildFolder, 'upstream')

/** Compiles the generator and the upstream. Throws when there is no C compiler. */
export async function compileLoadTools(children: ChildProcesses): Promise<void> {
  await mkdir(buildFolder, { recursive: true })
  const compiler = findExecutable('cc') ?? findExecutable('gcc')
  if (compiler === null) {
    throw new Error(
      'The load generator needs a C compiler: install gcc (Debian: apt install gcc libc6-dev).',
    )
  }
  for (const tool of [loadTool, upstreamTool]) {
    const source = path.join(sourceFolder, `${path.basename(tool)}.c`)
    const command = [compiler, '-O2', '-Wall', '-o', tool, source]
    const { code, stderr } = await children.run(command, { core: 'load' })
    if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${stderr}`)
  }
}

/** Starts the fake upstream and returns the port it listens on. */
export async function startUpstream(children: ChildProcesses): Promise<number> {
  const child = children.start([upstreamTool], { core: 'load' })
  const stdout = collect(child, 'stdout')
  const stderr = collect(child, 'stderr')
  while (!stdout().includes('\n')) {
    await Promise.race([once(child, 'exit'), child.stdout && once(child.stdout, 'data')])
    if (child.exitCode !== null) throw new Error(`The upstream did not start: ${stderr()}`)
  }
  return Number.parseInt(stdout(), 10)
}
