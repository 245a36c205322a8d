import type { ExpressionBuilder, Kysely } from 'kysely'
import type { CodeActionTable, CodeActionVersionTable, Tables } from './tables.ts'

/** An action as it was at one of its versions. */
export interface CodeAction {
  readonly action: CodeActionTable
  readonly content: CodeActionVersionTable
}

export type CodeActionContent = Omit<CodeActionVersionTable, 'action_id' | 'version'>

export interface NewCodeAction {
  readonly action: CodeActionTable
  readonly content: CodeActionContent
}

type On = ExpressionBuilder<Tables, 'code_action'>

/**
 * Actions with their versions. Whoever asks says who he is: a person sees the built-in actions and his
 * own, and nobody else's. Only `listBuiltIn` asks for no person.
 */
export class CodeActions {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** The built-in ones first, then the person's own, each in the order in which they were made. */
  async list(personId: string): Promise<CodeAction[]> {
    const rows = await this.#db
      .selectFrom('code_action')
      .selectAll()
      .where((on) => on.and([isVisible(on, personId), on('deleted_at', 'is', null)]))
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const builtInFirst = rows.toSorted(
      (a, b) => Number(a.person_id !== null) - Number(b.person_id !== null),
    )
    return this.#withContents(builtInFirst)
  }

  /** How many of his own a person has. */
  async countOwn(personId: string): Promise<number> {
    const query = this.#db
      .selectFrom('code_action')
      .select((on) => on.fn.countAll<number>().as('count'))
      .where('person_id', '=', personId)
      .where('deleted_at', 'is', null)
    return (await query.executeTakeFirstOrThrow()).count
  }

  async listBuiltIn(): Promise<CodeAction[]> {
    const query = this.#db.selectFrom('code_action').selectAll().where('person_id', 'is', null)
    return this.#withContents(await query.execute())
  }

  /** The version, or the current one. Null when there is none, or it is deleted, or somebody else's. */
  async get(personId: string, id: string, version?: number): Promise<CodeAction | null> {
    const action = await this.#db
      .selectFrom('code_action')
      .selectAll()
      .where((on) => on.and([isVisible(on, personId), on('id', '=', id)]))
      .executeTakeFirst()
    // A run keeps its action's version when the action is deleted.
    if (!action || (action.deleted_at !== null && version === undefined)) return null
    const content = await this.#db
      .selectFrom('code_action_version')
      .selectAll()
      .where('action_id', '=', id)
      .where('version', '=', version ?? action.version)
      .executeTakeFirst()
    return content ? { action, content } : null
  }

  /** Inserts actions with their first versions, all or none; one whose id exists stays as it is. */
  async insert(actions: readonly NewCodeAction[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const { action, content } of actions) {
        const inserted = await transaction
          .insertInto('code_action')
          .values(action)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst()
        if (inserted.numInsertedOrUpdatedRows !== 1n) continue
        await transaction
          .insertInto('code_action_version')
          .values({ ...content, action_id: action.id, version: action.version })
          .execute()
      }
    })
  }

  /**
   * Adds a version after `version`, which has to be the current one still: of two who edit the same
   * version, one is told so by false.
   */
  addVersion(
    { id, version }: Pick<CodeActionTable, 'id' | 'version'>,
    content: CodeActionContent,
    isModified: boolean,
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const updated = await transaction
        .updateTable('code_action')
        .set({ version: version + 1, is_modified: Number(isModified) })
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst()
      if (updated.numUpdatedRows !== 1n) return false
      await transaction
        .insertInto('code_action_version')
        .values({ ...content, action_id: id, version: version + 1 })
        .execute()
      return true
    })
  }

  /** Deletes a person's own action, or takes that back with null. False when he has no such action. */
  async setDeleted(personId: string, id: string, deletedAtMs: number | null): Promise<boolean> {
    const query = this.#db
      .updateTable('code_action')
      .set({ deleted_at: deletedAtMs })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('deleted_at', deletedAtMs === null ? 'is not' : 'is', null)
    return (await query.executeTakeFirst()).numUpdatedRows === 1n
  }

  async #withContents(actions: readonly CodeActionTable[]): Promise<CodeAction[]> {
    if (actions.length === 0) return []
    const contents = await this.#db
      .selectFrom('code_action_version')
      .innerJoin('code_action', (join) =>
        join
          .onRef('code_action.id', '=', 'code_action_version.action_id')
          .onRef('code_action.version', '=', 'code_action_version.version'),
      )
      .selectAll('code_action_version')
      .where(
        'action_id',
        'in',
        actions.map(({ id }) => id),
      )
      .execute()
    const byAction = new Map(contents.map((content) => [content.action_id, content]))
    return actions.flatMap((action) => {
      const content = byAction.get(action.id)
      return content ? [{ action, content }] : []
    })
  }
}

function isVisible(on: On, personId: string) {
  return on.or([on('person_id', 'is', null), on('person_id', '=', personId)])
}
