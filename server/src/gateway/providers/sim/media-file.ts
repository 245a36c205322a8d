/** Files that come with a call: in a form, or as `data:` URLs in JSON. */
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CallOf, FormFile, ModelEndpoint } from '../../model-call.ts'

/** All files of one call together: they are held in memory while they are worked on. */
const maxBytes = 67_108_864

/** The bytes of the files with this name, also as a list (`name[]`), in order; none where the call is no form. */
export async function readFiles(
  { payload }: Pick<CallOf<ModelEndpoint>, 'payload'>,
  name: string,
): Promise<Uint8Array[]> {
  if (payload instanceof Uint8Array) return []
  const files = payload.parts.filter(
    (part): part is FormFile => 'open' in part && part.name.replace(/\[\d*\]$/, '') === name,
  )
  const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0)
  if (byteLength > maxBytes) {
    const message = `Invalid '${name}': the simulator takes at most ${maxBytes} bytes of files.`
    throw new GatewayError('file_too_large', message, { param: name })
  }
  return await Promise.all(
    files.map(async (file) => Buffer.concat(await Array.fromAsync(file.open()))),
  )
}

/** The bytes of a `data:` URL (RFC 2397) in base64. Throws GatewayError for any other. */
export function readDataUrl(url: string, param: string): Uint8Array {
  const [, base64] = /^data:[^,]*;base64,([A-Za-z0-9+/=_-]*)$/.exec(url) ?? []
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  const message = `Invalid '${param}': the simulator takes 'data:' URLs in base64 only.`
  throw new GatewayError('unsupported_value', message, { param })
}
