import type { Control } from '../control/control.ts'
import type { AdminConnection } from './admin-api.ts'
import { inProcessApi } from './in-process-api.ts'
import { isServerListening, socketApi } from './socket-api.ts'

/** The admin plane opened in this process: it holds the data folder until it is closed. */
export interface OpenedControl {
  readonly control: Control
  close(): Promise<void>
}

/** Reaches the server that runs on this data folder, or does its work here when none does. */
export async function connectAdminApi(
  socketPath: string,
  openInProcess: () => Promise<OpenedControl>,
): Promise<AdminConnection> {
  if (await isServerListening(socketPath)) {
    return { api: socketApi(socketPath), isServerRunning: true, close: async () => {} }
  }
  const opened = await openInProcess()
  return {
    api: inProcessApi(opened.control),
    isServerRunning: false,
    close: () => opened.close(),
  }
}
