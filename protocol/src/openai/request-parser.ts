import type * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { parse } from '../parse.ts'
import { quickCheckOf } from '../quick-check.ts'

/**
 * Makes the check of one endpoint's requests. It returns the very value it was given, so that what is
 * not known here is kept and a big body is not copied; `check` sees what fits the schema. Throws
 * GatewayError.
 */
export function requestParser<Schema extends z.ZodObject>(
  schema: Schema,
  check: (request: z.output<Schema>) => void = () => {},
): (value: unknown) => z.output<Schema> {
  /** All of them are lower case. */
  const fieldNames: ReadonlySet<string> = new Set(Object.keys(schema.shape))
  const isPlainlyGood = quickCheckOf(schema)
  return (value) => {
    if (!isPlainlyGood(value)) parse(schema, value)
    // Such a schema only checks: it has no default and no transform, so its output is its input.
    const request = value as z.output<Schema>
    checkSpelling(fieldNames, request)
    check(request)
    return request
  }
}

/**
 * Some servers ignore the case of keys: what is an unknown `Model` here is the model there, and would
 * get round all that is decided by it.
 */
function checkSpelling(fieldNames: ReadonlySet<string>, request: object): void {
  for (const param of Object.keys(request)) {
    if (fieldNames.has(param)) continue
    // Upper case first: it also folds `ſ`, which such servers take for an `s`.
    const meant = param.toUpperCase().toLowerCase()
    if (!fieldNames.has(meant)) continue
    const message = `Unknown parameter: '${param}'. Did you mean '${meant}'?`
    throw new GatewayError('unknown_parameter', message, { param })
  }
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** `param` says how to do what `other` switches on. */
export function needs(param: string, other: string): GatewayError {
  const message = `The '${param}' parameter is only allowed when '${other}' is enabled.`
  return new GatewayError('unmet_dependency', message, { param })
}
