import type { Color } from './color.ts'
import { createRaster, type Raster } from './raster.ts'
import {
  around,
  box,
  circle,
  ellipse,
  moved,
  type Point,
  polygon,
  ring,
  type Shape,
  squaredDistance,
} from './shape.ts'

/** One colour, or two from the shape's top to its bottom. */
export interface Paint {
  readonly color: Color
  readonly to?: Color
  /** From 0 to 1. */
  readonly alpha?: number
}

/** Where something is drawn, in pixels. */
export interface Placement {
  readonly x: number
  readonly y: number
  /** Pixels for a unit of the drawing. */
  readonly size: number
  /** Clockwise, in radians. */
  readonly angle?: number
  readonly isMirrored?: boolean
}

/** A raster to draw on; edges are smoothed over one pixel. */
export class Canvas {
  readonly raster: Raster

  constructor(width: number, height: number) {
    this.raster = createRaster(width, height)
  }

  get width(): number {
    return this.raster.width
  }

  get height(): number {
    return this.raster.height
  }

  /** Something to draw with that has its origin, scale and turn at a place. */
  at(placement: Placement): Pen {
    return new Pen(this, placement)
  }

  /** A shape in pixels. */
  draw({ left, top, right, bottom, distance }: Shape, paint: Paint): void {
    const { width, height } = this.raster
    const firstX = Math.max(0, Math.floor(left - 1))
    const lastX = Math.min(width - 1, Math.ceil(right + 1))
    const lastY = Math.min(height - 1, Math.ceil(bottom + 1))
    for (let y = Math.max(0, Math.floor(top - 1)); y <= lastY; y++) {
      const color = colorAt(paint, (y - top) / (bottom - top))
      for (let x = firstX; x <= lastX; x++) {
        const coverage = 0.5 - distance(x + 0.5, y + 0.5)
        if (coverage > 0) this.blend(x, y, color, (paint.alpha ?? 1) * Math.min(1, coverage))
      }
    }
  }

  /** A line through points in pixels, with round ends. */
  stroke(points: readonly Point[], width: number, paint: Paint): void {
    const area = around(points, width / 2 + 1)
    const left = Math.max(0, Math.floor(area.left))
    const top = Math.max(0, Math.floor(area.top))
    const columns = Math.min(this.width, Math.ceil(area.right) + 1) - left
    const rows = Math.min(this.height, Math.ceil(area.bottom) + 1) - top
    if (columns <= 0 || rows <= 0) return
    const nearest = nearestToLine(moved(points, -left, -top), width / 2 + 1, [columns, rows])
    const distance = (x: number, y: number): number => {
      const [column, row] = [x - 0.5 - left, y - 0.5 - top]
      if (column < 0 || row < 0 || column >= columns || row >= rows) return Infinity
      return Math.sqrt(nearest[row * columns + column] ?? Infinity) - width / 2
    }
    this.draw({ ...around(points, width / 2), distance }, paint)
  }

  /** Everything below a line that has a height, in pixels from the top, at each column. */
  fillBelow(lineAt: (x: number) => number, paint: Paint, bottom = this.height): void {
    const heights = Float64Array.from({ length: this.width }, (_, x) => lineAt(x))
    const top = Math.max(0, Math.floor(heights.reduce((least, y) => Math.min(least, y), bottom)))
    for (let y = top; y < bottom; y++) {
      const color = colorAt(paint, (y - top) / (bottom - top))
      for (let x = 0; x < this.width; x++) {
        const coverage = y + 1 - (heights[x] ?? 0)
        if (coverage > 0) this.blend(x, y, color, (paint.alpha ?? 1) * Math.min(1, coverage))
      }
    }
  }

  /** Light that fades from the middle to nothing at the radius. */
  glow(x: number, y: number, radius: number, { color, alpha = 1 }: Paint): void {
    const { width, height } = this.raster
    const lastX = Math.min(width - 1, Math.ceil(x + radius))
    const lastY = Math.min(height - 1, Math.ceil(y + radius))
    for (let py = Math.max(0, Math.floor(y - radius)); py <= lastY; py++) {
      for (let px = Math.max(0, Math.floor(x - radius)); px <= lastX; px++) {
        const nearness = 1 - Math.sqrt((px - x) ** 2 + (py - y) ** 2) / radius
        if (nearness > 0) this.blend(px, py, color, alpha * nearness * nearness)
      }
    }
  }

  /** "Over" of Porter and Duff. */
  blend(x: number, y: number, color: Color, alpha: number): void {
    const { width, pixels } = this.raster
    const at = (y * width + x) * 4
    const below = ((pixels[at + 3] ?? 0) / 255) * (1 - alpha)
    const total = alpha + below
    if (total === 0) return
    const [over, under] = [alpha / total, below / total]
    pixels[at] = color[0] * over + (pixels[at] ?? 0) * under + 0.5
    pixels[at + 1] = color[1] * over + (pixels[at + 1] ?? 0) * under + 0.5
    pixels[at + 2] = color[2] * over + (pixels[at + 2] ?? 0) * under + 0.5
    pixels[at + 3] = total * 255 + 0.5
  }
}

/** Squared distances of the pixels in an area, each measured from those parts of the line that it is near to. */
function nearestToLine(
  points: readonly Point[],
  reach: number,
  [columns, rows]: Point,
): Float64Array {
  const nearest = new Float64Array(columns * rows).fill(Infinity)
  for (let index = 1; index < points.length; index++) {
    const part = around(points.slice(index - 1, index + 1), reach)
    const lastX = Math.min(columns - 1, Math.ceil(part.right))
    const lastY = Math.min(rows - 1, Math.ceil(part.bottom))
    for (let y = Math.max(0, Math.floor(part.top)); y <= lastY; y++) {
      for (let x = Math.max(0, Math.floor(part.left)); x <= lastX; x++) {
        const distance = squaredDistance(x + 0.5, y + 0.5, points[index - 1], points[index])
        nearest[y * columns + x] = Math.min(nearest[y * columns + x] ?? Infinity, distance)
      }
    }
  }
  return nearest
}

function colorAt({ color, to }: Paint, share: number): Color {
  if (to === undefined) return color
  const part = Math.min(1, Math.max(0, share))
  return [
    color[0] + (to[0] - color[0]) * part,
    color[1] + (to[1] - color[1]) * part,
    color[2] + (to[2] - color[2]) * part,
  ]
}

/** Draws in units of its own. Every method returns the pen, so that drawings read as lists. */
export class Pen {
  readonly #canvas: Canvas
  readonly #place: Required<Placement>

  constructor(canvas: Canvas, placement: Placement) {
    this.#canvas = canvas
    this.#place = { angle: 0, isMirrored: false, ...placement }
  }

  circle(x: number, y: number, radius: number, paint: Paint): this {
    return this.#draw(circle(x, y, radius), paint)
  }

  /** Half the width and half the height come third. */
  ellipse(x: number, y: number, [rx, ry]: Point, paint: Paint): this {
    return this.#draw(ellipse(x, y, rx, ry), paint)
  }

  ring([x, y]: Point, radius: number, width: number, paint: Paint): this {
    return this.#draw(ring(x, y, radius, width), paint)
  }

  line(points: readonly Point[], width: number, paint: Paint): this {
    const { size } = this.#place
    this.#canvas.stroke(
      points.map((point) => this.#toPixels(point)),
      width * size,
      paint,
    )
    return this
  }

  polygon(points: readonly Point[], paint: Paint, rounding = 0): this {
    return this.#draw(polygon(points, rounding), paint)
  }

  /** From the upper left to the lower right corner. */
  box(from: Point, to: Point, paint: Paint, rounding = 0): this {
    return this.#draw(box(from, to, rounding), paint)
  }

  #toPixels([u, v]: Point): Point {
    const { x, y, size, angle, isMirrored } = this.#place
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const across = isMirrored ? -u : u
    return [x + (across * cos - v * sin) * size, y + (across * sin + v * cos) * size]
  }

  #draw({ left, top, right, bottom, distance }: Shape, paint: Paint): this {
    const { x, y, size, angle, isMirrored } = this.#place
    const [cos, sin, side] = [Math.cos(angle), Math.sin(angle), isMirrored ? -1 : 1]
    const corners = [left, right].flatMap((u) => [top, bottom].map((v) => this.#toPixels([u, v])))
    const inPixels = (px: number, py: number): number => {
      const [dx, dy] = [(px - x) / size, (py - y) / size]
      return distance((dx * cos + dy * sin) * side, dy * cos - dx * sin) * size
    }
    this.#canvas.draw({ ...around(corners, 0), distance: inPixels }, paint)
    return this
  }
}
