import { darker, hex, lighter, mix } from '../color.ts'
import { arc, curve, moved, type Point } from '../shape.ts'
import type { Drawing } from './drawing.ts'

const white = hex('#ffffff')

export const drawSun: Drawing = (pen, { color }) => {
  for (let ray = 0; ray < 16; ray++) {
    const angle = (ray / 16) * 2 * Math.PI
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    const length = ray % 2 === 0 ? 0.98 : 0.86
    pen.line(
      [
        [x * 0.7, y * 0.7],
        [x * length, y * length],
      ],
      0.05,
      { color, alpha: 0.75 },
    )
  }
  pen.circle(0, 0, 0.58, { color: lighter(color, 0.06), to: darker(color, 0.02) })
}

export const drawMoon: Drawing = (pen, { color }) => {
  pen.circle(0, 0, 0.8, { color: lighter(color, 0.04), to: darker(color, 0.04) })
  const crater = { color: darker(color, 0.07), alpha: 0.6 }
  pen
    .circle(-0.28, -0.2, 0.17, crater)
    .circle(0.3, 0.1, 0.12, crater)
    .circle(-0.05, 0.42, 0.2, crater)
  pen.circle(0.22, -0.46, 0.08, crater).circle(-0.5, 0.25, 0.07, crater)
}

function starPoints(tips: number, inner: number): Point[] {
  return Array.from({ length: tips * 2 }, (_, index) => {
    const radius = index % 2 === 0 ? 0.9 : inner
    const angle = (index / tips) * Math.PI - Math.PI / 2
    return [Math.cos(angle) * radius, Math.sin(angle) * radius]
  })
}

export const drawStar: Drawing = (pen, { color }) => {
  pen.polygon(starPoints(5, 0.4), { color: lighter(color, 0.05), to: darker(color, 0.04) }, 0.06)
}

export const drawCloud: Drawing = (pen, { color }) => {
  const paint = { color: lighter(color, 0.06), to: darker(color, 0.05), alpha: 0.95 }
  pen.circle(-0.6, 0.08, 0.34, paint).circle(-0.15, -0.18, 0.46, paint)
  pen.circle(0.4, -0.02, 0.4, paint).circle(0.85, 0.16, 0.26, paint)
  pen.box([-0.9, 0], [1.08, 0.42], { ...paint, color: paint.to }, 0.2)
}

export const drawBird: Drawing = (pen, { color }) => {
  pen.line(
    [...curve([-1, -0.1], [-0.5, -0.62], [0, 0.1]), ...curve([0, 0.1], [0.5, -0.62], [1, -0.1])],
    0.12,
    { color },
  )
}

export const drawBalloon: Drawing = (pen, { color, dark }) => {
  const rope = { color: dark, alpha: 0.7 }
  pen
    .line(
      [
        [-0.3, 0.2],
        [-0.14, 0.68],
      ],
      0.03,
      rope,
    )
    .line(
      [
        [0.3, 0.2],
        [0.14, 0.68],
      ],
      0.03,
      rope,
    )
  pen.circle(0, -0.35, 0.62, { color: lighter(color, 0.04), to: darker(color, 0.08) })
  pen.polygon(
    [
      [-0.5, 0.02],
      [0.5, 0.02],
      [0.14, 0.42],
      [-0.14, 0.42],
    ],
    { color: darker(color, 0.08) },
    0.03,
  )
  pen.ellipse(0, -0.35, [0.34, 0.62], { color: mix(color, white, 0.75), alpha: 0.9 })
  pen.ellipse(0, -0.35, [0.12, 0.62], { color })
  pen.box([-0.17, 0.66], [0.17, 0.94], { color: hex('#8b5a2b'), to: hex('#6b431f') }, 0.05)
}

export const drawRocket: Drawing = (pen, { color, light, dark }) => {
  pen.polygon(
    [
      [-0.16, 0.55],
      [0.16, 0.55],
      [0, 1.15],
    ],
    { color: hex('#ffd166'), to: hex('#f2545b') },
    0.05,
  )
  pen.polygon(
    [
      [-0.26, 0.15],
      [-0.56, 0.66],
      [-0.22, 0.56],
    ],
    { color: darker(color, 0.1) },
    0.04,
  )
  pen.polygon(
    [
      [0.26, 0.15],
      [0.56, 0.66],
      [0.22, 0.56],
    ],
    { color: darker(color, 0.1) },
    0.04,
  )
  pen.ellipse(0, -0.15, [0.34, 0.84], { color: hex('#ffffff'), to: hex('#cfd8e3') })
  pen.polygon(
    [
      [-0.215, -0.68],
      [0.215, -0.68],
      [0.06, -0.98],
      [-0.06, -0.98],
    ],
    { color },
    0.02,
  )
  pen.circle(0, -0.25, 0.19, { color: dark }).circle(0, -0.25, 0.13, { color: light })
  pen.box([-0.2, 0.5], [0.2, 0.62], { color: dark }, 0.03)
}

const bow = ['#e5484d', '#f5873d', '#f7ce46', '#4cb782', '#3f8ae0', '#7b5bd6'].map(hex)

export const drawRainbow: Drawing = (pen) => {
  for (const [index, color] of bow.entries()) {
    pen.line(moved(arc(1.7 - index * 0.11, [1, 2], 48), 0, 1), 0.112, { color, alpha: 0.8 })
  }
}

export const drawPlanet: Drawing = (pen, { color }) => {
  const halfRing = (from: number) =>
    arc(1, [from, from + 1]).map(([x, y]): Point => [x * 1.05 + y * 0.1, y * 0.28 - x * 0.3])
  const paint = { color: lighter(color, 0.16) }
  pen.line(halfRing(1), 0.09, paint)
  pen.circle(0, 0, 0.6, { color: lighter(color, 0.08), to: darker(color, 0.14) })
  pen.line(
    [
      [-0.5, -0.12],
      [0.34, -0.32],
    ],
    0.08,
    { color: darker(color, 0.05), alpha: 0.7 },
  )
  pen.line(
    [
      [-0.2, 0.42],
      [0.46, 0.24],
    ],
    0.07,
    { color: darker(color, 0.05), alpha: 0.7 },
  )
  pen.line(halfRing(0), 0.09, paint)
}

export const drawButterfly: Drawing = (pen, { color, dark }) => {
  for (const side of [-1, 1]) {
    pen.line(
      [
        [0, -0.35],
        [side * 0.26, -0.78],
      ],
      0.04,
      { color: dark },
    )
    pen.ellipse(side * 0.48, -0.26, [0.44, 0.42], {
      color: lighter(color, 0.05),
      to: darker(color, 0.05),
    })
    pen.ellipse(side * 0.38, 0.36, [0.32, 0.34], {
      color: darker(color, 0.06),
      to: lighter(color, 0.04),
    })
    pen.circle(side * 0.56, -0.28, 0.14, { color: mix(color, white, 0.7) })
    pen.circle(side * 0.42, 0.4, 0.1, { color: mix(color, white, 0.7) })
  }
  pen.line(
    [
      [0, -0.4],
      [0, 0.6],
    ],
    0.13,
    { color: dark },
  )
}
