import type { Pen } from '../canvas.ts'
import type { Color } from '../color.ts'
import type { Random } from '../../random.ts'

/** What a figure is drawn with. */
interface DrawingStyle {
  /** The main colour; the others are made from it. */
  readonly color: Color
  /** Of lit windows, eyes and flames. */
  readonly light: Color
  /** Of lines and shadows. */
  readonly dark: Color
  readonly random: Random
}

/**
 * Draws a figure about the origin: two units high, from -1 at the top to 1, which is the ground for what
 * stands on it.
 */
export type Drawing = (pen: Pen, style: DrawingStyle) => void

/** Where a figure belongs in a landscape. */
export type Place = 'sky' | 'ground' | 'water' | 'front'
