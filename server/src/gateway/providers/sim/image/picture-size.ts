import { GatewayError } from '@llavero/protocol/errors.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

const usual: PictureSize = { width: 1_024, height: 1_024 }

const [minSide, maxSide] = [16, 2_048]

/**
 * `WIDTHxHEIGHT` from 16 to 2,048 pixels a side, so every size of the API; `auto` and none are 1024x1024.
 * Throws a GatewayError that names the field.
 */
export function readSize(size: string | null | undefined): PictureSize {
  if (size === undefined || size === null || size === 'auto') return usual
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(size) ?? []
  const sides = { width: Number(width), height: Number(height) }
  if (isSide(sides.width) && isSide(sides.height)) return sides
  throw new GatewayError(
    'invalid_value',
    `Invalid value: '${size.slice(0, 32)}'. The simulator draws 'auto' and 'WIDTHxHEIGHT' with ${minSide} to ${maxSide} pixels a side.`,
    { param: 'size' },
  )
}

function isSide(length: number): boolean {
  return length >= minSide && length <= maxSide
}
