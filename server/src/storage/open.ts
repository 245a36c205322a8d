import { join } from 'node:path'
import { Kysely, sql, type Dialect } from 'kysely'
import { ApiKeys } from './api-keys.ts'
import { Batches } from './batches.ts'
import { Blobs } from './blobs.ts'
import { postgresCapabilities, sqliteCapabilities, type Capabilities } from './capabilities.ts'
import { Files } from './files.ts'
import { FineTuning } from './fine-tuning.ts'
import { CodeActions } from './code-actions.ts'
import { Jobs } from './jobs.ts'
import { migrate } from './migrate.ts'
import { People } from './people.ts'
import { postgresDialect } from './postgres.ts'
import { Preferences } from './preferences.ts'
import { Prices } from './prices.ts'
import { Projects } from './projects.ts'
import { Providers } from './providers.ts'
import { QuotaAccounts } from './quota-accounts.ts'
import { RealtimeSecrets } from './realtime-secrets.ts'
import { RequestLog } from './request-log.ts'
import { Routes } from './routes.ts'
import { Runs } from './runs.ts'
import { Secrets } from './secrets.ts'
import { Sessions } from './sessions.ts'
import { Settings } from './settings.ts'
import { StoredCompletions } from './stored-completions.ts'
import type { DeathHandler } from './sqlite-client.ts'
import { sqliteDialect } from './sqlite.ts'
import type { Tables } from './tables.ts'
import { WorkListener } from './work-listener.ts'
import { Uploads } from './uploads.ts'
import { UsageTotals } from './usage.ts'

export interface StorageOptions {
  /** `postgres://…`; null for the embedded database in the data folder. */
  readonly databaseUrl: string | null
  /** Exists and is locked by this process. */
  readonly dataFolder: string
  /** Told when the embedded database has died by itself: it does not come back in this process. */
  readonly onDeath?: DeathHandler
}

/** Everything that is kept, by aggregate. */
export interface Storage {
  readonly settings: Settings
  readonly people: People
  readonly sessions: Sessions
  readonly projects: Projects
  readonly apiKeys: ApiKeys
  readonly secrets: Secrets
  readonly providers: Providers
  readonly routes: Routes
  readonly prices: Prices
  readonly realtimeSecrets: RealtimeSecrets
  readonly requestLog: RequestLog
  readonly storedCompletions: StoredCompletions
  readonly usage: UsageTotals
  readonly quota: QuotaAccounts
  readonly blobs: Blobs
  readonly files: Files
  readonly uploads: Uploads
  readonly codeActions: CodeActions
  readonly runs: Runs
  readonly preferences: Preferences
  readonly jobs: Jobs
  readonly batches: Batches
  readonly fineTuning: FineTuning
  /** Calls back when another process has announced work, until the returned function is called. */
  listenForWork(onWork: () => void): Promise<() => Promise<void>>
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  /** Finishes what is under way. */
  close(): Promise<void>
}

interface Engine {
  readonly db: Kysely<Tables>
  /** For reads that may be long; the same as `db` where the engine has many connections. */
  readonly reader: Kysely<Tables>
  readonly capabilities: Capabilities
}

const statementTimeoutMs = 30_000

/** Opens the database and brings its schema up to date. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { databaseUrl } = options
  const engine =
    databaseUrl === null
      ? await openNamed(databasePath(options), () => openSqlite(options))
      : await openNamed('of LLAVERO_DATABASE_URL', () => openPostgres(databaseUrl))
  return gather(engine, databaseUrl)
}

/** A second, reading connection: a long report must not hold up the ledger and the log. */
async function openSqlite(options: StorageOptions): Promise<Engine> {
  const path = databasePath(options)
  const { onDeath } = options
  const db = connect(sqliteDialect({ path, isReadOnly: false }, onDeath))
  await migrateOrClose(db, sqliteCapabilities)
  const reader = connect(sqliteDialect({ path, isReadOnly: true }, onDeath))
  return { db, reader, capabilities: sqliteCapabilities }
}

function databasePath({ dataFolder }: Pick<StorageOptions, 'dataFolder'>): string {
  return join(dataFolder, 'llavero.db')
}

/** @throws Error that says which database it is about; the drivers' own say an address at most. */
async function openNamed(name: string, open: () => Promise<Engine>): Promise<Engine> {
  try {
    return await open()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The database ${name} cannot be used: ${why}`, { cause: error })
  }
}

/** Migrations have a connection of their own, as they may take longer than a statement should. */
async function openPostgres(databaseUrl: string): Promise<Engine> {
  const patient = { databaseUrl, maxConnections: 1, statementTimeoutMs: null }
  const migrator = connect(postgresDialect(patient))
  await migrateOrClose(migrator, postgresCapabilities)
  await migrator.destroy()
  const db = connect(postgresDialect({ databaseUrl, maxConnections: 10, statementTimeoutMs }))
  return { db, reader: db, capabilities: postgresCapabilities }
}

function connect(dialect: Dialect): Kysely<Tables> {
  return new Kysely<Tables>({ dialect })
}

async function migrateOrClose(db: Kysely<Tables>, capabilities: Capabilities): Promise<void> {
  try {
    await migrate(db, capabilities)
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function gather(engine: Engine, databaseUrl: string | null): Storage {
  const { db, reader, capabilities } = engine
  return {
    settings: new Settings(db),
    people: new People(db),
    sessions: new Sessions(db),
    projects: new Projects(db),
    apiKeys: new ApiKeys(db),
    secrets: new Secrets(db),
    providers: new Providers(db, capabilities),
    routes: new Routes(db, capabilities),
    prices: new Prices(db),
    realtimeSecrets: new RealtimeSecrets(db),
    requestLog: new RequestLog(engine),
    storedCompletions: new StoredCompletions(db, capabilities),
    usage: new UsageTotals(reader),
    quota: new QuotaAccounts(db),
    blobs: new Blobs(db),
    files: new Files(db),
    uploads: new Uploads(db),
    codeActions: new CodeActions(db),
    runs: new Runs(engine),
    preferences: new Preferences(db),
    jobs: new Jobs(db, capabilities),
    batches: new Batches(db, capabilities),
    fineTuning: new FineTuning(db, capabilities),
    async listenForWork(onWork) {
      // The embedded database has one process, which knows what it asks for.
      if (databaseUrl === null) return async () => {}
      const listener = new WorkListener(databaseUrl, onWork)
      await listener.open()
      return () => listener.close()
    },
    async ping() {
      await sql`select 1`.execute(db)
    },
    async close() {
      if (reader !== db) await reader.destroy()
      await db.destroy()
    },
  }
}
