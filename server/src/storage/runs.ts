import { sql, type Kysely } from 'kysely'
import { likeText } from './like-text.ts'
import type { RunTable, Tables } from './tables.ts'

/** A run without its long texts, for lists. */
export type RunRow = Omit<RunTable, 'code' | 'answers' | 'search_text'> & {
  readonly code_excerpt: string
}

export interface RunPage {
  readonly limit: number
  /** The id of the last run of the page before. */
  readonly before?: string
  readonly actionId?: string
  readonly model?: string
  readonly groupId?: string
  /** In lower case. */
  readonly search?: string
}

/** Characters of the snippet that a list shows. */
const excerptLength = 200

/** How a run ends, or what has come of it so far. */
export type RunProgress = Pick<
  RunTable,
  'answers' | 'answer_excerpt' | 'error' | 'search_text' | 'ended_at'
>

/** Runs of code actions; every question names the person whose they are. */
export class Runs {
  readonly #db: Kysely<Tables>
  readonly #reader: Kysely<Tables>

  constructor({ db, reader }: { readonly db: Kysely<Tables>; readonly reader: Kysely<Tables> }) {
    this.#db = db
    this.#reader = reader
  }

  /** False when the place in the group is taken. */
  async insert(run: RunTable): Promise<boolean> {
    const query = this.#db
      .insertInto('run')
      .values(run)
      .onConflict((conflict) =>
        conflict.columns(['person_id', 'group_id', 'group_position']).doNothing(),
      )
    return (await query.executeTakeFirst()).numInsertedOrUpdatedRows === 1n
  }

  async save(id: string, progress: RunProgress): Promise<void> {
    await this.#db.updateTable('run').set(progress).where('id', '=', id).execute()
  }

  /** Null for a deleted run, too. */
  async get(personId: string, id: string): Promise<RunTable | null> {
    const query = this.#db
      .selectFrom('run')
      .selectAll()
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('deleted_at', 'is', null)
    return (await query.executeTakeFirst()) ?? null
  }

  async idOfRequest(personId: string, requestId: string): Promise<string | null> {
    const query = this.#db
      .selectFrom('run')
      .select('id')
      .where('request_id', '=', requestId)
      .where('person_id', '=', personId)
      .where('deleted_at', 'is', null)
    return (await query.executeTakeFirst())?.id ?? null
  }

  /** Newest first. */
  page(personId: string, page: RunPage): Promise<RunRow[]> {
    const { limit, before, actionId, model, groupId, search } = page
    let query = this.#reader
      .selectFrom('run')
      .select([
        'id',
        'person_id',
        'request_id',
        'action_id',
        'action_version',
        'language',
        'file_name',
        'answer_language',
        'model',
        'parameters',
        'group_id',
        'group_position',
        'error',
        'started_at',
        'ended_at',
        'deleted_at',
        'answer_excerpt',
        sql<string>`substr(code, 1, ${sql.lit(excerptLength)})`.as('code_excerpt'),
      ])
      .where('person_id', '=', personId)
      .where('deleted_at', 'is', null)
    if (before !== undefined) query = query.where('id', '<', before)
    if (actionId !== undefined) query = query.where('action_id', '=', actionId)
    if (model !== undefined) query = query.where('model', '=', model)
    if (groupId !== undefined) query = query.where('group_id', '=', groupId)
    if (search !== undefined) {
      query = query.where(sql<boolean>`search_text like ${`%${likeText(search)}%`} escape '!'`)
    }
    return query.orderBy('id', 'desc').limit(limit).execute()
  }

  /** Deletes a run, or takes that back with null. False when the person has no such run. */
  async setDeleted(personId: string, id: string, deletedAtMs: number | null): Promise<boolean> {
    const query = this.#db
      .updateTable('run')
      .set({ deleted_at: deletedAtMs })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('deleted_at', deletedAtMs === null ? 'is not' : 'is', null)
    return (await query.executeTakeFirst()).numUpdatedRows === 1n
  }

  /** Ends for good what was deleted before this time. */
  async removeDeletedBefore(personId: string, timeMs: number): Promise<void> {
    await this.#db
      .deleteFrom('run')
      .where('person_id', '=', personId)
      .where('deleted_at', '<', timeMs)
      .execute()
  }
}
