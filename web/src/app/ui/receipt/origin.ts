import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import type { Origin } from '../provenance'

/** Where an answer came from, by its receipt and by what is known of the model beforehand. */
export function originOf(
  receipt: Pick<RequestObject, 'provider'> | null,
  model: { readonly is_simulated: boolean; readonly is_local: boolean } | undefined,
): Origin {
  if (model?.is_simulated === true || receipt?.provider === 'simulator') return 'simulated'
  return model?.is_local === true ? 'local' : 'provider'
}
