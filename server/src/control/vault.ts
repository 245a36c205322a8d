import { vaultRotationObject as vaultRotationSchema } from '@llavero/protocol/control/operator.ts'
import type { VaultRotationObject } from '@llavero/protocol/control/operator.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { rotateMasterKey } from '../vault/rotate.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'

/** The master key's rotation, for the operator. */
export function vaultRoutes({ vault, keySource, storage }: ControlParts): ControlRoute[] {
  let isRotating = false
  return [
    route({
      method: 'POST',
      path: '/api/vault/rotate',
      access: 'operator',
      answer: vaultRotationSchema,
      summary: 'Seals all secrets by the next master key.',
      handle: async () => {
        if (isRotating) throw new GatewayError('conflict', 'A rotation is under way.')
        isRotating = true
        try {
          const rotation = await rotateMasterKey(vault, keySource, storage.secrets)
          const body: VaultRotationObject = {
            object: 'vault_rotation',
            master_key_id: rotation.masterKeyId,
            resealed: rotation.resealed,
          }
          return { body }
        } finally {
          isRotating = false
        }
      },
    }),
  ]
}
