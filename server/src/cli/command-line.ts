import type { ErrorBody } from '@llavero/protocol/errors.ts'
import type { AdminConnection } from './admin-api.ts'

/** What the commands need of the world; `main.ts` gives it. */
export interface CommandLine {
  /** Runs the server until it is told to stop. */
  serve(): Promise<void>
  connect(): Promise<AdminConnection>
  /** To standard output. */
  write(text: string): void
  /** To standard error. */
  writeError(text: string): void
}

export interface JsonOption {
  readonly json?: boolean
}

/** A command that could not do what was asked; `body` is what the admin API said, where it did. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    super(body.error.message)
    this.body = body
  }

  /** A failure of the command itself. */
  static because(message: string): CommandFailure {
    return new CommandFailure({
      error: { message, type: 'invalid_request_error', param: null, code: null },
    })
  }
}

/** Asks the admin API. Throws CommandFailure for an answer that is an error. */
export type Ask = <Body>(method: string, path: string, body?: unknown) => Promise<Body>

/** Runs a command's work with the admin API at hand, and lets go of it whatever happens. */
export async function withAdminApi<Result>(
  commandLine: CommandLine,
  work: (ask: Ask, connection: AdminConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await commandLine.connect()
  try {
    return await work(askThrough(connection), connection)
  } finally {
    await connection.close()
  }
}

function askThrough({ api }: AdminConnection): Ask {
  return async <Body>(method: string, path: string, body?: unknown) => {
    const reply = await api.request(method, path, body)
    if (reply.status >= 400) throw new CommandFailure(reply.body as ErrorBody)
    return reply.body as Body
  }
}

/** Prints one answer: as one line of JSON for programs, or as text for people. */
export function show<Body>(
  commandLine: CommandLine,
  { json }: JsonOption,
  { body, text }: { readonly body: Body; readonly text: (body: Body) => string },
): void {
  commandLine.write(`${json ? JSON.stringify(body) : text(body)}\n`)
}
