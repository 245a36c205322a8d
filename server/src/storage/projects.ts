import type { Kysely } from 'kysely'
import type { ProjectTable, Tables } from './tables.ts'

/** The project that exists from the start; a key that names no other belongs to it. */
export const defaultProjectId = 'default'

export class Projects {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  list(): Promise<ProjectTable[]> {
    return this.#db.selectFrom('project').selectAll().orderBy('created_at').orderBy('id').execute()
  }

  async get(id: string): Promise<ProjectTable | null> {
    const query = this.#db.selectFrom('project').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  }

  async insert(project: ProjectTable): Promise<void> {
    await this.#db.insertInto('project').values(project).execute()
  }
}
