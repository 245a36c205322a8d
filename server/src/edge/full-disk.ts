import { GatewayError } from '@llavero/protocol/errors.ts'

/** How a full disk, or a quota that is used up, is told by the operating system, and by PostgreSQL. */
const codes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', '53100'])
/** And by SQLite (https://sqlite.org/rescode.html#full). */
const sqliteText = 'database or disk is full'

export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isTold = ('code' in error && codes.has(error.code)) || error.message.includes(sqliteText)
  return isTold || isDiskFull(error.cause)
}

/** The SDKs try again after every 5xx, and would send a large file once more for nothing: the header asks them not to. */
export function storageFull(cause: unknown): GatewayError {
  const message =
    'The server has no space left to keep this. Nothing was kept: its operator has to make room first.'
  return new GatewayError('storage_full', message, {
    cause,
    headers: { 'x-should-retry': 'false' },
  })
}
