import type { FineTuningEventObject } from '@llavero/protocol/openai/fine-tuning.ts'

/** What a step of the training told. */
export interface LossPoint {
  readonly step: number
  readonly loss: number
  /** Between 0 and 1. */
  readonly accuracy: number | null
  /** Of the validation file; null where there is none, or not after this step. */
  readonly validLoss: number | null
}

/** A chart has no room for more, and a table no reader. */
const mostPoints = 200

interface StepData {
  readonly step?: number
  readonly train_loss?: number
  readonly train_mean_token_accuracy?: number
  readonly full_valid_loss?: number
}

/** The steps among the events of a job, in their order: of very many only every so-manieth, and the last. */
export function lossPoints(events: readonly FineTuningEventObject[]): readonly LossPoint[] {
  const points = events
    .filter(({ type }) => type === 'metrics')
    .flatMap(({ data }) => pointOf(data as StepData))
    .toSorted((one, other) => one.step - other.step)
  const every = Math.ceil(points.length / mostPoints)
  return points.filter((_, index) => index % every === 0 || index === points.length - 1)
}

function pointOf(data: StepData): LossPoint[] {
  const { step, train_loss: loss } = data
  if (step === undefined || loss === undefined) return []
  const accuracy = data.train_mean_token_accuracy ?? null
  return [{ step, loss, accuracy, validLoss: data.full_valid_loss ?? null }]
}

/** A polyline of SVG through values at steps, in a box from (0, `height`) up to (`width`, 0). */
export function lineThrough(
  values: readonly { readonly step: number; readonly value: number }[],
  scale: { readonly lastStep: number; readonly most: number },
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const across = (step: number) => ((step - 1) / Math.max(1, scale.lastStep - 1)) * width
  const up = (value: number) => height - (value / (scale.most || 1)) * height
  return values
    .map(({ step, value }) => `${across(step).toFixed(1)},${up(value).toFixed(1)}`)
    .join(' ')
}
