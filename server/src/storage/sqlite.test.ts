import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Kysely, sql } from 'kysely'
import { createTemporaryFolder } from '../../test/fakes/engines.ts'
import { sqliteDialect } from './sqlite.ts'

interface Numbers {
  number: { value: number }
}

async function open() {
  const folder = await createTemporaryFolder()
  const dialect = sqliteDialect({ path: join(folder.path, 'test.db'), isReadOnly: false })
  const db = new Kysely<Numbers>({ dialect })
  await db.schema.createTable('number').addColumn('value', 'bigint').execute()
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('SQLite in its thread', () => {
  it('lets nobody look into a transaction, nor write between its steps', async () => {
    await using opened = await open()
    const { db } = opened
    const middle = Promise.withResolvers<void>()
    const transaction = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('number').values({ value: 1 }).execute()
      await middle.promise
      await transaction.insertInto('number').values({ value: 2 }).execute()
    })
    const others = [
      db.insertInto('number').values({ value: 3 }).execute(),
      db
        .transaction()
        .execute((other) => other.insertInto('number').values({ value: 4 }).execute()),
    ]
    middle.resolve()
    await Promise.all([transaction, ...others])
    const rows = await db.selectFrom('number').select('value').execute()
    assert.deepEqual(
      rows.map((row) => row.value),
      [1, 2, 3, 4],
    )
  })

  it('rolls back and goes on when a transaction fails', async () => {
    await using opened = await open()
    const { db } = opened
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('number').values({ value: 1 }).execute()
      await sql`select nonsense`.execute(transaction)
    })
    await assert.rejects(failing, /nonsense/)
    assert.deepEqual(await db.selectFrom('number').select('value').execute(), [])
  })

  it('tells why a transaction failed that SQLite has rolled back by itself, and goes on', async () => {
    await using opened = await open()
    const { db } = opened
    await db.schema.createIndex('unique_value').unique().on('number').column('value').execute()
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('number').values({ value: 1 }).execute()
      await sql`insert or rollback into number values (1)`.execute(transaction)
    })
    await assert.rejects(failing, /UNIQUE constraint failed/)
    assert.deepEqual(await db.selectFrom('number').select('value').execute(), [])
  })

  it('is durable and checks references', async () => {
    await using opened = await open()
    const { db } = opened
    const pragmas = await Promise.all([
      sql`pragma journal_mode`.execute(db),
      sql`pragma synchronous`.execute(db),
      sql`pragma foreign_keys`.execute(db),
    ])
    assert.deepEqual(
      pragmas.flatMap(({ rows }) => rows),
      [{ journal_mode: 'wal' }, { synchronous: 2 }, { foreign_keys: 1 }],
    )
  })

  it('refuses queries, rather than leaving them waiting, when its file cannot be opened', async () => {
    const dialect = sqliteDialect({ path: '/nonexistent/test.db', isReadOnly: false })
    const db = new Kysely<Numbers>({ dialect })
    await assert.rejects(sql`select 1`.execute(db), /unable to open/)
    await assert.rejects(sql`select 1`.execute(db), /unable to open/)
    await db.destroy()
  })

  it('tells once that it has died, and refuses what was asked and what comes after', async () => {
    await using folder = await createTemporaryFolder()
    const deaths: Error[] = []
    const options = { path: join(folder.path, 'test.db'), isReadOnly: false }
    const db = new Kysely<Numbers>({
      dialect: sqliteDialect(options, (reason) => deaths.push(reason)),
    })
    await sql`select 1`.execute(db)
    const moreThanItsHeapHolds = sql`
      with recursive number(value) as (select 1 union all select value + 1 from number limit 400)
      select printf('%.*c', 1000000, 'x') as text from number`
    await assert.rejects(moreThanItsHeapHolds.execute(db), /memory/)
    await assert.rejects(sql`select 1`.execute(db), /memory/)
    await db.destroy()
    assert.equal(deaths.length, 1)
    assert.match(String(deaths[0]), /memory/)
  })

  it('tells of no death when it is closed or could never open its file', async () => {
    await using folder = await createTemporaryFolder()
    const deaths: Error[] = []
    for (const path of [join(folder.path, 'test.db'), '/nonexistent/test.db']) {
      const dialect = sqliteDialect({ path, isReadOnly: false }, (reason) => deaths.push(reason))
      const db = new Kysely<Numbers>({ dialect })
      await sql`select 1`.execute(db).catch(() => {})
      await db.destroy()
    }
    assert.deepEqual(deaths, [])
  })

  it('finishes what was asked before it closes', async () => {
    const opened = await open()
    const written = opened.db.insertInto('number').values({ value: 1 }).execute()
    await opened[Symbol.asyncDispose]()
    await written
  })
})
