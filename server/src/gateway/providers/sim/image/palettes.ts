import { type Color, hex } from './color.ts'

export type Time = 'day' | 'dawn' | 'sunset' | 'night'

/** The colours of a landscape. */
export interface Palette {
  /** From the top to the horizon. */
  readonly sky: readonly [Color, Color]
  /** From the farthest to the nearest. */
  readonly layers: readonly [Color, Color, Color, Color]
  readonly water: readonly [Color, Color]
  /** Of sun and moon, of lit windows. */
  readonly light: Color
}

function palette(sky: string, layers: string, water: string, light: string): Palette {
  const colors = (list: string) => list.split(' ').map(hex)
  return {
    sky: colors(sky) as never as Palette['sky'],
    layers: colors(layers) as never as Palette['layers'],
    water: colors(water) as never as Palette['water'],
    light: hex(light),
  }
}

/** More than one for each time, for variety. */
export const landscapes: Readonly<Record<Time, readonly Palette[]>> = {
  day: [
    palette('#6bb8e6 #e8f4f2', '#b4d2ba #86b78f #4f8a6b #2f6350', '#5aa9c9 #2c6e8f', '#ffd166'),
    palette('#8ecae6 #fdf0d5', '#c9d6a3 #a3b36b #6f8f4e #465f36', '#62b6cb #1b6f8a', '#ffb703'),
    palette('#a9d6e5 #fefae0', '#d9c7a0 #c9a66b #a67c52 #6b4f3a', '#7fc8d8 #2a7f9e', '#ffc857'),
  ],
  dawn: [
    palette('#b8a9d9 #ffd9c7', '#c3aecb #9a8fb8 #6d6a9a #454a72', '#b5a9cf #6a6f9f', '#fff0c9'),
    palette('#f7b5a7 #fff1d0', '#e6b8a2 #c48f86 #8f6a73 #5a4a5c', '#e3b3ac #8d7590', '#fff3d6'),
  ],
  sunset: [
    palette('#3a2a63 #f9955f', '#a8536b #7b3a63 #4f2654 #2c173d', '#8f4a6c #38214f', '#ffd97a'),
    palette('#1f3b63 #ffb26b', '#c2735f #8a5060 #54395a #2b2444', '#6a5a7f #24305a', '#fff0b8'),
  ],
  night: [
    palette('#0a1128 #34507a', '#2b3f66 #1f2f52 #16233f #0d172b', '#1f3a5f #0c1a33', '#f6efcf'),
    palette('#120b2e #4a3b78', '#3a2f63 #2a2250 #1c183c #110f28', '#322b5f #151232', '#ffe9b8'),
  ],
}

/** For compositions without a landscape: ground first, then the colours that go on it. */
export const posters: readonly (readonly Color[])[] = [
  '#f4ead5 #d1495b #edae49 #00798c #30638e #003d5b',
  '#fdf6ec #264653 #2a9d8f #e9c46a #f4a261 #e76f51',
  '#1d2440 #f2545b #f3dfa2 #efe6dd #19a7a0 #7a9cc6',
  '#fff8f0 #9e2b25 #51355a #2a0c4e #f4a259 #5b8e7d',
  '#e8f1f2 #13293d #006494 #247ba0 #ef8354 #f7c59f',
  '#f6f4e8 #3d405b #81b29a #f2cc8f #e07a5f #5f797b',
].map((list) => list.split(' ').map(hex))
