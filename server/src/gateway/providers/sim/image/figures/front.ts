import { darker, hex, lighter, mix } from '../color.ts'
import { arc, moved, type Point } from '../shape.ts'
import type { Drawing } from './drawing.ts'

const white = hex('#ffffff')

export const drawHeart: Drawing = (pen, { color }) => {
  const points: Point[] = Array.from({ length: 60 }, (_, index) => {
    const t = (index / 60) * 2 * Math.PI
    const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)
    return [(16 * Math.sin(t) ** 3) / 18, -y / 18 - 0.1]
  })
  pen.polygon(points, { color: lighter(color, 0.05), to: darker(color, 0.08) }, 0.03)
  pen.line(moved(arc(0.26, [1.05, 1.5]), -0.42, -0.28), 0.07, {
    color: mix(color, white, 0.7),
    alpha: 0.8,
  })
}

export const drawKey: Drawing = (pen, { color }) => {
  const metal = { color: lighter(color, 0.06), to: darker(color, 0.06) }
  pen
    .ring([0, -0.58], 0.29, 0.15, metal)
    .ring([0, -0.58], 0.14, 0.04, { color: darker(color, 0.1) })
  pen.box([-0.075, -0.24], [0.075, 0.95], metal, 0.03)
  pen.box([0.05, 0.52], [0.36, 0.64], metal, 0.02).box([0.05, 0.72], [0.28, 0.84], metal, 0.02)
  pen.box([-0.15, -0.24], [0.15, -0.14], metal, 0.03)
}

export const drawCup: Drawing = (pen, { color }) => {
  for (const x of [-0.3, 0, 0.3]) {
    const steam: Point[] = Array.from({ length: 15 }, (_, index) => [
      x + Math.sin(index / 2.4) * 0.07,
      -0.16 - index * 0.05,
    ])
    pen.line(steam, 0.06, { color: mix(color, white, 0.8), alpha: 0.6 })
  }
  pen.ring([0.6, 0.36], 0.24, 0.1, { color: darker(color, 0.06) })
  pen.polygon(
    [
      [-0.62, -0.02],
      [0.62, -0.02],
      [0.42, 0.84],
      [-0.42, 0.84],
    ],
    { color: lighter(color, 0.05), to: darker(color, 0.06) },
    0.08,
  )
  pen.ellipse(0, -0.04, [0.64, 0.12], { color: hex('#6b3f23') })
  pen.box([-0.86, 0.9], [0.86, 0.98], { color: mix(color, white, 0.5) }, 0.03)
}

export const drawBook: Drawing = (pen, { color, dark }) => {
  pen.polygon(
    [
      [0, -0.42],
      [-0.96, -0.56],
      [-0.96, 0.54],
      [0, 0.7],
    ],
    { color, to: darker(color, 0.08) },
    0.04,
  )
  pen.polygon(
    [
      [0, -0.42],
      [0.96, -0.56],
      [0.96, 0.54],
      [0, 0.7],
    ],
    { color: darker(color, 0.04), to: darker(color, 0.12) },
    0.04,
  )
  pen.polygon(
    [
      [0, -0.4],
      [-0.86, -0.56],
      [-0.86, 0.44],
      [0, 0.6],
    ],
    { color: hex('#fffdf5'), to: hex('#f0e7d2') },
  )
  pen.polygon(
    [
      [0, -0.4],
      [0.86, -0.56],
      [0.86, 0.44],
      [0, 0.6],
    ],
    { color: hex('#f7f0de'), to: hex('#e6dbc2') },
  )
  for (let line = 0; line < 5; line++) {
    const y = -0.3 + line * 0.15
    pen.line(
      [
        [-0.72, y - 0.1],
        [-0.14, y],
      ],
      0.035,
      { color: dark, alpha: 0.35 },
    )
    pen.line(
      [
        [0.14, y],
        [line === 4 ? 0.44 : 0.72, y - (line === 4 ? 0.05 : 0.1)],
      ],
      0.035,
      { color: dark, alpha: 0.35 },
    )
  }
}

export const drawCircle: Drawing = (pen, { color }) => {
  pen.circle(0, 0, 0.86, { color: lighter(color, 0.04), to: darker(color, 0.05) })
}

export const drawSquare: Drawing = (pen, { color }) => {
  pen.box(
    [-0.78, -0.78],
    [0.78, 0.78],
    { color: lighter(color, 0.04), to: darker(color, 0.05) },
    0.06,
  )
}

export const drawTriangle: Drawing = (pen, { color }) => {
  pen.polygon(
    [
      [0, -0.84],
      [0.88, 0.68],
      [-0.88, 0.68],
    ],
    { color: lighter(color, 0.04), to: darker(color, 0.05) },
    0.06,
  )
}

export const drawSpiral: Drawing = (pen, { color }) => {
  const points: Point[] = Array.from({ length: 90 }, (_, index) => {
    const angle = (index / 89) * 6.2 * Math.PI
    const radius = 0.04 + (index / 89) * 0.82
    return [Math.cos(angle) * radius, Math.sin(angle) * radius]
  })
  pen.line(points, 0.12, { color })
}
