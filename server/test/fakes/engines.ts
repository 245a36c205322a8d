import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'node:test'
import { Client } from 'pg'
import { openStorage, type Storage, type StorageOptions } from '../../src/storage/open.ts'

/** A database of its own for one test, on one engine. */
export interface TestDatabase extends AsyncDisposable {
  readonly options: StorageOptions
  /** Opens it, as a starting process would; closed with the database at the latest. */
  open(): Promise<Storage>
}

export interface Engine {
  readonly name: string
  /** Whether several processes may have one database open. */
  readonly isShared: boolean
  create(): Promise<TestDatabase>
}

const serverUrl = process.env['LLAVERO_TEST_DATABASE_URL']

/** SQLite always; PostgreSQL when `LLAVERO_TEST_DATABASE_URL` says where one is. */
export const engines: readonly Engine[] = [
  { name: 'SQLite', isShared: false, create: createSqlite },
  ...(serverUrl
    ? [{ name: 'PostgreSQL', isShared: true, create: () => createPostgres(serverUrl) }]
    : []),
]

/** Runs the tests of one subject on every engine. */
export function describeOnEveryEngine(subject: string, tests: (engine: Engine) => void): void {
  for (const engine of engines) describe(`${subject} (${engine.name})`, () => tests(engine))
}

/** A folder that goes when the test ends. */
export async function createTemporaryFolder(): Promise<
  AsyncDisposable & { readonly path: string }
> {
  const path = await mkdtemp(join(tmpdir(), 'llavero-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = await createTemporaryFolder()
  return testDatabase({ databaseUrl: null, dataFolder: folder.path }, folder)
}

/** A schema is as good as a database, and made a hundred times faster. */
async function createPostgres(server: string): Promise<TestDatabase> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  await administer(server, `create schema ${schema}`)
  const url = new URL(server)
  url.searchParams.set('options', `-c search_path=${schema}`)
  return testDatabase(
    { databaseUrl: url.href.replaceAll('+', '%20'), dataFolder: '' },
    { [Symbol.asyncDispose]: () => administer(server, `drop schema ${schema} cascade`) },
  )
}

function testDatabase(options: StorageOptions, home: AsyncDisposable): TestDatabase {
  const opened: Storage[] = []
  return {
    options,
    async open() {
      const storage = await openStorage(options)
      opened.push(storage)
      return storage
    },
    async [Symbol.asyncDispose]() {
      for (const storage of opened) await storage.close()
      await home[Symbol.asyncDispose]()
    },
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new Client(server)
  await client.connect()
  await client.query(statement)
  await client.end()
}
