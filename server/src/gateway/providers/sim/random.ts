import { hash, randomBytes } from 'node:crypto'

/** A number in [0, 1), another one at every call. */
export type Random = () => number

/** The same sequence for the same parts; an unforeseeable one where the first part, the seed, is null. */
export function createRandom(seed: number | null, ...parts: readonly (string | number)[]): Random {
  const state =
    seed === null ? randomBytes(16) : hash('sha256', [seed, ...parts].join(':'), 'buffer')
  return smallFastCounter(
    Uint32Array.from({ length: 4 }, (_, index) => state.readUInt32LE(index * 4)),
  )
}

/** sfc32 by Chris Doty-Humphrey (PractRand): 128 bits of state, passes BigCrush. */
function smallFastCounter(state: Uint32Array): Random {
  let [a = 0, b = 0, c = 0, counter = 0] = state
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
}
