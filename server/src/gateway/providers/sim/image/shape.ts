/** Shapes as signed distances: negative inside, positive outside, in the shape's own units (after Inigo Quilez). */

export type Point = readonly [x: number, y: number]

export interface Shape {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly distance: (x: number, y: number) => number
}

export function circle(x: number, y: number, radius: number): Shape {
  return {
    ...around([[x, y]], radius),
    distance: (px, py) => Math.sqrt((px - x) ** 2 + (py - y) ** 2) - radius,
  }
}

/** The distance is an estimate, exact on the edge. */
export function ellipse(x: number, y: number, rx: number, ry: number): Shape {
  return {
    left: x - rx,
    right: x + rx,
    top: y - ry,
    bottom: y + ry,
    distance(px, py) {
      const [dx, dy] = [(px - x) / rx, (py - y) / ry]
      const length = Math.sqrt(dx * dx + dy * dy)
      const slope = Math.sqrt((dx / rx) ** 2 + (dy / ry) ** 2)
      return slope === 0 ? -Math.min(rx, ry) : (length * (length - 1)) / slope
    },
  }
}

/** A circle's line of so much width. */
export function ring(x: number, y: number, radius: number, width: number): Shape {
  return {
    ...around([[x, y]], radius + width / 2),
    distance: (px, py) => Math.abs(Math.sqrt((px - x) ** 2 + (py - y) ** 2) - radius) - width / 2,
  }
}

/** An upright box with rounded corners. */
export function box([left, top]: Point, [right, bottom]: Point, rounding: number): Shape {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const [halfWidth, halfHeight] = [(right - left) / 2 - rounding, (bottom - top) / 2 - rounding]
  return {
    left,
    right,
    top,
    bottom,
    distance(px, py) {
      const [dx, dy] = [Math.abs(px - x) - halfWidth, Math.abs(py - y) - halfHeight]
      if (dx <= 0 || dy <= 0) return Math.max(dx, dy) - rounding
      return Math.sqrt(dx * dx + dy * dy) - rounding
    },
  }
}

/** A filled polygon; its corners are rounded by a margin around it. */
export function polygon(points: readonly Point[], rounding = 0): Shape {
  return {
    ...around(points, rounding),
    distance(x, y) {
      let nearest = Infinity
      let isInside = false
      let from = points.at(-1)
      for (const to of points) {
        nearest = Math.min(nearest, squaredDistance(x, y, from, to))
        if (from !== undefined && crosses(x, y, from, to)) isInside = !isInside
        from = to
      }
      return (isInside ? -1 : 1) * Math.sqrt(nearest) - rounding
    },
  }
}

/** Whether a ray from the point to the right crosses the edge. */
function crosses(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): boolean {
  return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax
}

/** From a point to a line between two points. */
export function squaredDistance(
  x: number,
  y: number,
  [ax, ay]: Point = [0, 0],
  [bx, by]: Point = [0, 0],
): number {
  const [ex, ey] = [bx - ax, by - ay]
  const [wx, wy] = [x - ax, y - ay]
  const length = ex * ex + ey * ey
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (wx * ex + wy * ey) / length))
  return (wx - ex * share) ** 2 + (wy - ey * share) ** 2
}

/** The box around points, with a margin. */
export function around(points: readonly Point[], margin: number): Omit<Shape, 'distance'> {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  return {
    left: Math.min(...xs) - margin,
    right: Math.max(...xs) + margin,
    top: Math.min(...ys) - margin,
    bottom: Math.max(...ys) + margin,
  }
}

/** Points of an arc; angles in half turns, clockwise from the right. */
export function arc(radius: number, [from, to]: Point, steps = 24): Point[] {
  return Array.from({ length: steps + 1 }, (_, index) => {
    const angle = (from + ((to - from) * index) / steps) * Math.PI
    return [Math.cos(angle) * radius, Math.sin(angle) * radius]
  })
}

/** Points of a quadratic Bézier curve. */
export function curve([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): Point[] {
  return Array.from({ length: 17 }, (_, index) => {
    const t = index / 16
    const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
    return [ax * p + bx * q + cx * r, ay * p + by * q + cy * r]
  })
}

/** Moves points. */
export function moved(points: readonly Point[], dx: number, dy: number): Point[] {
  return points.map(([x, y]) => [x + dx, y + dy])
}
