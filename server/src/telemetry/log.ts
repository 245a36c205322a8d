import { destination, pino, type Logger } from 'pino'

export type Log = Logger

/** The process's own log: one JSON object a line on standard error. Calls are not logged here but in the database. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent'): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
    },
    destination({ fd: 2, sync: true }),
  )
}
