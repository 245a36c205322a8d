import type { Kysely, Transaction } from 'kysely'
import type { Capabilities } from './capabilities.ts'
import type { StoredCompletionTable, Tables } from './tables.ts'

/** A stored completion with its metadata, which has a table of its own so that it can be filtered by. */
export interface StoredCompletionRow extends Readonly<StoredCompletionTable> {
  readonly metadata: Readonly<Record<string, string>>
}

export interface StoredCompletionPage {
  readonly projectId: string
  /** The model that answered, or the one that was asked for. */
  readonly model?: string | undefined
  /** Pairs that must all be there. */
  readonly metadata: Readonly<Record<string, string>>
  readonly limit: number
  readonly order: 'asc' | 'desc'
  /** The last completion of the page before. */
  readonly after?: Pick<StoredCompletionRow, 'id' | 'created_at'> | undefined
}

/** Chat completions that clients asked to keep. Every query of a client's names the project. */
export class StoredCompletions {
  readonly #db: Kysely<Tables>
  readonly #capabilities: Capabilities

  constructor(db: Kysely<Tables>, capabilities: Capabilities) {
    this.#db = db
    this.#capabilities = capabilities
  }

  /** Writes all or none. A completion of the same project and id is replaced. */
  async put(completions: readonly StoredCompletionRow[]): Promise<void> {
    const { insertMany } = this.#capabilities
    const byKey = new Map(completions.map((row) => [JSON.stringify([row.project_id, row.id]), row]))
    const rows = [...byKey.values()]
    await this.#db.transaction().execute(async (transaction) => {
      for (const row of rows) await removeMetadata(transaction, row.project_id, row.id)
      await insertMany(transaction, {
        table: 'stored_completion',
        rows: rows.map(({ metadata: _metadata, ...row }) => row),
        onConflict: replacing,
      })
      await insertMany(transaction, {
        table: 'stored_completion_metadata',
        rows: rows.flatMap((row) => metadataRows(row.project_id, row.id, row.metadata)),
      })
    })
  }

  async list(page: StoredCompletionPage): Promise<StoredCompletionRow[]> {
    const { projectId, model, metadata, limit, order, after } = page
    let query = this.#db
      .selectFrom('stored_completion')
      .selectAll()
      .where('project_id', '=', projectId)
    if (model !== undefined) {
      query = query.where((on) => on.or([on('model', '=', model), on('model_asked', '=', model)]))
    }
    for (const [name, value] of Object.entries(metadata)) {
      query = query.where((on) =>
        on.exists(
          on
            .selectFrom('stored_completion_metadata as pair')
            .select('pair.name')
            .whereRef('pair.project_id', '=', 'stored_completion.project_id')
            .whereRef('pair.completion_id', '=', 'stored_completion.id')
            .where('pair.name', '=', name)
            .where('pair.value', '=', value),
        ),
      )
    }
    if (after) {
      query = query.where((on) =>
        on(
          on.refTuple('created_at', 'id'),
          order === 'asc' ? '>' : '<',
          on.tuple(after.created_at, after.id),
        ),
      )
    }
    const rows = await query
      .orderBy('created_at', order)
      .orderBy('id', order)
      .limit(limit)
      .execute()
    return this.#withMetadata(projectId, rows)
  }

  /** Null when the project has no such completion. */
  async get(projectId: string, id: string): Promise<StoredCompletionRow | null> {
    const query = this.#db
      .selectFrom('stored_completion')
      .selectAll()
      .where('project_id', '=', projectId)
      .where('id', '=', id)
    const [row] = await this.#withMetadata(projectId, await query.execute())
    return row ?? null
  }

  /** Of a completion that exists. */
  async replaceMetadata(
    projectId: string,
    id: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { insertMany } = this.#capabilities
    await this.#db.transaction().execute(async (transaction) => {
      await removeMetadata(transaction, projectId, id)
      const rows = metadataRows(projectId, id, metadata)
      await insertMany(transaction, { table: 'stored_completion_metadata', rows })
    })
  }

  /** False when the project has no such completion. */
  remove(projectId: string, id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      await removeMetadata(transaction, projectId, id)
      const query = transaction
        .deleteFrom('stored_completion')
        .where('project_id', '=', projectId)
        .where('id', '=', id)
      return (await query.executeTakeFirst()).numDeletedRows === 1n
    })
  }

  /** The oldest ones of all projects, so many at most. Returns how many there were. */
  removeCreatedBefore(beforeMs: number, limit: number): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      const removed = await transaction
        .deleteFrom('stored_completion')
        .where((on) =>
          on(
            on.refTuple('project_id', 'id'),
            'in',
            on
              .selectFrom('stored_completion')
              .select(['project_id', 'id'])
              .where('created_at', '<', beforeMs)
              .limit(limit)
              .$asTuple('project_id', 'id'),
          ),
        )
        .returning(['project_id', 'id'])
        .execute()
      for (const { project_id, id } of removed) await removeMetadata(transaction, project_id, id)
      return removed.length
    })
  }

  async #withMetadata(
    projectId: string,
    rows: readonly StoredCompletionTable[],
  ): Promise<StoredCompletionRow[]> {
    if (rows.length === 0) return []
    const pairs = await this.#db
      .selectFrom('stored_completion_metadata')
      .selectAll()
      .where('project_id', '=', projectId)
      .where(
        'completion_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('name')
      .execute()
    const byId = Map.groupBy(pairs, ({ completion_id }) => completion_id)
    return rows.map((row) => {
      const own = byId.get(row.id) ?? []
      return { ...row, metadata: Object.fromEntries(own.map(({ name, value }) => [name, value])) }
    })
  }
}

const replacing =
  '(project_id, id) do update set created_at = excluded.created_at, model = excluded.model, ' +
  'model_asked = excluded.model_asked, completion = excluded.completion, messages = excluded.messages'

async function removeMetadata(
  transaction: Transaction<Tables>,
  projectId: string,
  id: string,
): Promise<void> {
  await transaction
    .deleteFrom('stored_completion_metadata')
    .where('project_id', '=', projectId)
    .where('completion_id', '=', id)
    .execute()
}

function metadataRows(
  projectId: string,
  id: string,
  metadata: Readonly<Record<string, string>>,
): Tables['stored_completion_metadata'][] {
  return Object.entries(metadata).map(([name, value]) => ({
    project_id: projectId,
    completion_id: id,
    name,
    value,
  }))
}
