/** Tokens as `gpt-image-1` counts them: its published table, and what its recorded answers add up to. */
import type { PictureSize } from './picture-size.ts'

export type PictureQuality = 'low' | 'medium' | 'high'

/** Output tokens of a picture: square, upright, lying. */
const outputTokens: Readonly<Record<PictureQuality, readonly [number, number, number]>> = {
  low: [272, 408, 400],
  medium: [1_056, 1_584, 1_568],
  high: [4_160, 6_240, 6_208],
}

/** What a partial picture adds. */
const partialTokens = 100

/** What the service adds to the tokens of the prompt. */
const promptFrame = { generation: 6, edit: 23 }

export interface PictureUsage {
  readonly input_tokens: number
  readonly input_tokens_details: { readonly image_tokens: number; readonly text_tokens: number }
  readonly output_tokens: number
  readonly output_tokens_details: { readonly image_tokens: number; readonly text_tokens: number }
  readonly total_tokens: number
}

export interface CountedPictures {
  readonly promptTokens: number
  /** Pictures that were sent along; none for a generation. */
  readonly inputs: readonly PictureSize[]
  readonly size: PictureSize
  readonly quality: PictureQuality
  readonly count: number
  readonly partials: number
}

/** Every picture of a call is billed as if it had been asked for alone. */
export function countPictureTokens(counted: CountedPictures): PictureUsage {
  const { promptTokens, inputs, size, quality, count, partials } = counted
  const frame = inputs.length === 0 ? promptFrame.generation : promptFrame.edit
  const text = (promptTokens + frame) * count
  const images = inputs.reduce((sum, input) => sum + inputImageTokens(input), 0) * count
  const output = tokensOfPicture(size, quality) * count + partials * partialTokens
  return {
    input_tokens: text + images,
    input_tokens_details: { image_tokens: images, text_tokens: text },
    output_tokens: output,
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
    total_tokens: text + images + output,
  }
}

/** Sizes beside the table's three count by their area. */
function tokensOfPicture({ width, height }: PictureSize, quality: PictureQuality): number {
  const [square, upright, lying] = outputTokens[quality]
  if (width === 1_024 && height === 1_536) return upright
  if (width === 1_536 && height === 1_024) return lying
  return Math.ceil((square * width * height) / 1_024 ** 2)
}

/** 65 and 129 for each tile of 512 pixels, once the shorter side is scaled to one tile. */
function inputImageTokens({ width, height }: PictureSize): number {
  const tiles = Math.ceil(Math.max(width, height) / Math.min(width, height))
  return 65 + 129 * tiles
}
