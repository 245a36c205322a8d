import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { likeText } from './like-text.ts'
import type { Tables } from './tables.ts'

/** Which rows of the request log; null asks for the rows that have none. Both times are Unix milliseconds. */
export interface RequestFilters {
  readonly keyId?: string | null
  readonly personId?: string | null
  readonly projectId?: string
  readonly feature?: string | null
  readonly provider?: string | null
  /** The model that answered; the model asked for where none did. */
  readonly model?: string
  readonly verdict?: string
  readonly status?: number
  /** How the id begins. */
  readonly idPrefix?: string
  readonly fromMs?: number
  /** Exclusive, so that neighbouring spans share no row. */
  readonly toMs?: number
}

type On = ExpressionBuilder<Tables, 'request_log'>

/** The model that a row counts for: pages and totals must agree on it. */
export const modelOfRow = sql<string>`coalesce(model_used, model_asked)`

/** One condition for pages and totals, so that a total is the sum of the rows a page shows. */
export function matchesRequest(on: On, filters: RequestFilters): Expression<SqlBool> {
  const { keyId, personId, projectId, feature, provider, model } = filters
  const { verdict, status, idPrefix, fromMs, toMs } = filters
  const conditions: Expression<SqlBool>[] = []
  if (personId !== undefined) conditions.push(isOrIsNull(on, 'person_id', personId))
  if (keyId !== undefined) conditions.push(isOrIsNull(on, 'key_id', keyId))
  if (feature !== undefined) conditions.push(isOrIsNull(on, 'feature', feature))
  if (provider !== undefined) conditions.push(isOrIsNull(on, 'provider', provider))
  if (projectId !== undefined) conditions.push(on('project_id', '=', projectId))
  if (model !== undefined) conditions.push(on(modelOfRow, '=', model))
  if (verdict !== undefined) conditions.push(on('verdict', '=', verdict))
  if (status !== undefined) conditions.push(on('status', '=', status))
  if (idPrefix !== undefined) {
    conditions.push(sql<SqlBool>`id like ${`${likeText(idPrefix)}%`} escape '!'`)
  }
  if (fromMs !== undefined) conditions.push(on('started_at', '>=', fromMs))
  if (toMs !== undefined) conditions.push(on('started_at', '<', toMs))
  return on.and(conditions)
}

function isOrIsNull(
  on: On,
  column: 'key_id' | 'person_id' | 'feature' | 'provider',
  value: string | null,
): Expression<SqlBool> {
  return value === null ? on(column, 'is', null) : on(column, '=', value)
}
