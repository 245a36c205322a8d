import { darker, hex, lighter, mix } from '../color.ts'
import { arc, type Point } from '../shape.ts'
import type { Drawing } from './drawing.ts'

const white = hex('#ffffff')

export const drawBoat: Drawing = (pen, { color, dark }) => {
  pen.line(
    [
      [0, 0.6],
      [0, -0.98],
    ],
    0.05,
    { color: hex('#6b431f') },
  )
  pen.polygon(
    [
      [0.06, -0.92],
      [0.06, 0.36],
      [0.76, 0.36],
    ],
    { color: hex('#fffaf0'), to: hex('#e8dcc6') },
    0.02,
  )
  pen.polygon(
    [
      [-0.07, -0.7],
      [-0.07, 0.36],
      [-0.56, 0.36],
    ],
    { color: lighter(color, 0.12), to: lighter(color, 0.04) },
    0.02,
  )
  pen.polygon(
    [
      [0, -0.98],
      [-0.24, -0.9],
      [0, -0.82],
    ],
    { color },
  )
  pen.polygon(
    [
      [-0.86, 0.5],
      [0.96, 0.5],
      [0.62, 0.98],
      [-0.56, 0.98],
    ],
    { color, to: darker(color, 0.1) },
    0.04,
  )
  pen.line(
    [
      [-0.82, 0.6],
      [0.9, 0.6],
    ],
    0.04,
    { color: mix(dark, white, 0.85) },
  )
}

export const drawFish: Drawing = (pen, { color, dark }) => {
  pen.polygon(
    [
      [0.5, 0],
      [0.98, -0.4],
      [0.86, 0],
      [0.98, 0.4],
    ],
    { color: darker(color, 0.08) },
    0.03,
  )
  pen.polygon(
    [
      [-0.1, -0.36],
      [0.34, -0.72],
      [0.3, -0.3],
    ],
    { color: darker(color, 0.06) },
    0.03,
  )
  pen.ellipse(-0.1, 0, [0.72, 0.44], { color: lighter(color, 0.08), to: darker(color, 0.04) })
  for (const x of [-0.05, 0.22])
    pen.line(
      [
        [x, -0.32],
        [x + 0.06, 0],
        [x, 0.32],
      ],
      0.07,
      { color: mix(color, white, 0.6) },
    )
  pen.circle(-0.5, -0.08, 0.1, { color: white }).circle(-0.52, -0.08, 0.05, { color: dark })
}

export const drawWhale: Drawing = (pen, { color, dark }) => {
  const back = arc(1, [1, 2]).map(([x, y]): Point => [x * 0.82 - 0.15, 0.5 + y * 0.7])
  for (const side of [-1, 1]) {
    pen.line(
      [
        [-0.2, -0.3],
        [-0.2 + side * 0.06, -0.6],
        [-0.2 + side * 0.24, -0.72],
      ],
      0.06,
      { color: mix(color, white, 0.7) },
    )
  }
  pen.polygon(
    [
      [0.5, 0.3],
      [0.95, -0.1],
      [0.8, 0.5],
    ],
    { color: darker(color, 0.04) },
    0.06,
  )
  pen.polygon(
    [
      [0.86, -0.05],
      [0.62, -0.4],
      [1.0, -0.24],
    ],
    { color: darker(color, 0.04) },
    0.04,
  )
  pen.polygon(
    [
      [0.88, -0.05],
      [1.3, -0.28],
      [1.0, -0.24],
    ],
    { color: darker(color, 0.04) },
    0.04,
  )
  pen.polygon(back, { color: lighter(color, 0.05), to: darker(color, 0.06) }, 0.08)
  pen.ellipse(-0.34, 0.5, [0.56, 0.16], { color: mix(color, white, 0.7) })
  pen.circle(-0.66, 0.2, 0.06, { color: dark })
}
