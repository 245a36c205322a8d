import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

/** The query of a request, as it was read. Throws GatewayError where a parameter that is no list is given twice. */
export function queryOf({ query }: { readonly query: unknown }): unknown {
  for (const [name, value] of Object.entries(query as object)) {
    if (Array.isArray(value) && !name.endsWith('[]')) throw repeated(name)
  }
  return query
}

/** Whichever of the two were taken, somebody before us may have judged the other one. */
export function repeated(name: string): GatewayError {
  const message = `Invalid '${excerpt(name)}': it may be given only once.`
  return new GatewayError('invalid_value', message, { param: name })
}
