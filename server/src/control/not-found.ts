import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

/** The same answer for what never was and for what belongs to somebody else. */
export function notFound(kind: string, id?: string): GatewayError {
  const name = id === undefined ? '' : ` '${excerpt(id)}'`
  return new GatewayError('not_found', `There is no such ${kind}${name}.`)
}
