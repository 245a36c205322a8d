/** A way to speak. */
export interface Voice {
  readonly name: string
  /** Fundamental frequency in hertz. */
  readonly pitch: number
  /** Length of the vocal tract: above 1 the resonances lie higher. */
  readonly formantScale: number
  /** How much the pitch moves. */
  readonly liveliness: number
  /** Of the voiced sounds, from 0 to 1. */
  readonly breath: number
}

/** In the order of their numbers in carried text, so new ones come last. */
export const voices: readonly Voice[] = (
  [
    ['alloy', 165, 1.02, 1, 0.05],
    ['ash', 112, 0.94, 0.9, 0.06],
    ['ballad', 132, 0.97, 1.5, 0.1],
    ['coral', 208, 1.1, 1.3, 0.06],
    ['echo', 118, 0.96, 0.7, 0.03],
    ['fable', 146, 1, 1.7, 0.07],
    ['nova', 218, 1.12, 1.1, 0.04],
    ['onyx', 92, 0.9, 0.6, 0.04],
    ['sage', 190, 1.08, 0.8, 0.08],
    ['shimmer', 232, 1.15, 1.2, 0.12],
    ['verse', 138, 0.99, 1.4, 0.05],
    ['marin', 200, 1.09, 1.2, 0.09],
    ['cedar', 104, 0.92, 1, 0.07],
  ] as const
).map(([name, pitch, formantScale, liveliness, breath]) => ({
  name,
  pitch,
  formantScale,
  liveliness,
  breath,
}))

export function findVoice(name: string): Voice | undefined {
  return voices.find((voice) => voice.name === name)
}
