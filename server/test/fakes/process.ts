import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export type Variables = Readonly<Record<string, string>>

export interface ProcessOutcome {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs one command line of `llavero` to its end, in a clean environment. */
export async function runLlavero(
  words: readonly string[],
  variables: Variables,
): Promise<ProcessOutcome> {
  const child = start(words, variables)
  const [output, errors, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code, output, errors }
}

/** `llavero serve` in a process of its own, which a test may end as it likes. */
export class ServerProcess implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  /** What it has written so far. */
  readonly written: { output: string; errors: string }

  private constructor(child: ChildProcess, url: string, written: ServerProcess['written']) {
    this.#child = child
    this.url = url
    this.written = written
    this.#exited = exitOf(child)
  }

  /** Resolves when it listens. */
  static async start(variables: Variables): Promise<ServerProcess> {
    const child = start(['serve'], { LLAVERO_PORT: '0', ...variables })
    const written = { output: '', errors: '' }
    child.stderr?.on('data', (bytes: Buffer) => (written.errors += bytes.toString('utf8')))
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (bytes: Buffer) => {
        written.output += bytes.toString('utf8')
        const [, found] = /running at (http:\S+)/.exec(written.output) ?? []
        if (found !== undefined) resolve(found)
      })
      child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${written.errors}`)))
    })
    return new ServerProcess(child, url, written)
  }

  get ownerCode(): string {
    const [, code] = /Owner code\s+(\S+)/.exec(this.written.output) ?? []
    assert.ok(code)
    return code
  }

  get pid(): number {
    assert.ok(this.#child.pid)
    return this.#child.pid
  }

  /** Nobody reads any more what it writes: its next line meets a broken pipe. */
  stopReading(): void {
    this.#child.stdout?.destroy()
  }

  /** Sends a signal and resolves to the exit code when it has ended; null when the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.#child.kill(signal)
    return this.#exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}

function start(words: readonly string[], variables: Variables): ChildProcess {
  return spawn(process.execPath, [program, ...words], {
    env: { LLAVERO_LOG_LEVEL: 'silent', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  assert.ok(stream)
  return Buffer.concat((await Array.fromAsync(stream)) as Buffer[]).toString('utf8')
}
