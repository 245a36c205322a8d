import { Client } from 'pg'
import { workChannel } from './capabilities.ts'

/** How long after a broken connection the next one is tried; polling bridges the gap. */
const pauseMs = 1_000

/** Hears over a connection of its own when another process has announced work. */
export class WorkListener {
  readonly #databaseUrl: string
  readonly #onWork: () => void
  #client: Client | null = null
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(databaseUrl: string, onWork: () => void) {
    this.#databaseUrl = databaseUrl
    this.#onWork = onWork
  }

  /** Resolves when it listens, or will try again later. */
  async open(): Promise<void> {
    const client = new Client({ connectionString: this.#databaseUrl, keepAlive: true })
    client.on('notification', this.#onWork)
    client.on('error', () => this.#retry(client))
    this.#client = client
    try {
      await client.connect()
      await client.query(`listen ${workChannel}`)
      // What was announced before.
      this.#onWork()
    } catch {
      this.#retry(client)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = null
    await client?.end()
  }

  #retry(client: Client): void {
    if (this.#isClosed || client !== this.#client) return
    this.#client = null
    void client.end().catch(() => {})
    this.#timer = setTimeout(() => void this.open(), pauseMs).unref()
  }
}
