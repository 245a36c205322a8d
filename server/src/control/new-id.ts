import { randomBytes } from 'node:crypto'

/** A random id that tells what it names, e.g. `route_…`; 96 bits never meet. */
export function newId(kind: 'action' | 'person' | 'provider' | 'route' | 'secret'): string {
  return `${kind}_${randomBytes(12).toString('hex')}`
}
