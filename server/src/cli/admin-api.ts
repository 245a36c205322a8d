/** The admin API as the commands see it, wherever it is answered. */
export interface AdminApi {
  /** `path` with its query string. Never throws for an answer, whatever its status. */
  request(method: string, path: string, body?: unknown): Promise<AdminReply>
}

export interface AdminReply {
  readonly status: number
  readonly body: unknown
}

export interface AdminConnection {
  readonly api: AdminApi
  /** False where this very process opened the data folder to answer. */
  readonly isServerRunning: boolean
  close(): Promise<void>
}
