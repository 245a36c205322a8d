import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type ChildProcesses, collect } from './child-processes.ts'

const sourceFolder = import.meta.dirname
const buildFolder = path.resolve(sourceFolder, '..', 'build')

export const loadTool = path.join(buildFolder, 'load')
const upstreamTool = path.join(buildFolder, 'upstream')

/** Compiles the generator and the upstream. Throws when there is no C compiler. */
export async function compileLoadTools(children: ChildProcesses): Promise<void> {
  await mkdir(buildFolder, { recursive: true })
  const compiler = await findCompiler(children)
  for (const tool of [loadTool, upstreamTool]) {
    const source = path.join(sourceFolder, `${path.basename(tool)}.c`)
    const command = [compiler, '-O2', '-Wall', '-o', tool, source]
    const { code, stderr } = await children.run(command, { core: 'load' })
    if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${stderr}`)
  }
}

async function findCompiler(children: ChildProcesses): Promise<string> {
  for (const name of ['cc', 'gcc']) {
    const found = await children.run(['sh', '-c', `command -v ${name}`], { core: 'load' })
    if (found.code === 0) return name
  }
  throw new Error(
    'The benchmark needs a C compiler for its load generator: install gcc (Debian: apt install gcc libc6-dev).',
  )
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
