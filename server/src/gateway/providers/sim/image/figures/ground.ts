import { darker, hex, lighter, mix } from '../color.ts'
import { arc, curve, type Point } from '../shape.ts'
import type { Drawing } from './drawing.ts'

const bark = hex('#7a5230')
const white = hex('#ffffff')
const cream = hex('#fbf3e0')

export const drawTree: Drawing = (pen, { color, random }) => {
  pen.polygon(
    [
      [-0.09, 1],
      [0.09, 1],
      [0.06, 0.1],
      [-0.06, 0.1],
    ],
    { color: bark, to: darker(bark, 0.1) },
    0.02,
  )
  const paint = { color: lighter(color, 0.06), to: darker(color, 0.08) }
  for (let leaf = 0; leaf < 7; leaf++) {
    const angle = (leaf / 7) * 2 * Math.PI + random() * 0.4
    pen.circle(Math.cos(angle) * 0.34, -0.3 + Math.sin(angle) * 0.32, 0.34, paint)
  }
  pen.circle(-0.1, -0.42, 0.3, { color: lighter(color, 0.1), alpha: 0.7 })
}

export const drawPine: Drawing = (pen, { color }) => {
  pen.box([-0.07, 0.6], [0.07, 1], { color: bark })
  for (const [top, bottom, half] of [
    [-0.1, 0.72, 0.52],
    [-0.5, 0.3, 0.42],
    [-0.95, -0.12, 0.32],
  ] as const) {
    pen.polygon(
      [
        [-half, bottom],
        [half, bottom],
        [0, top],
      ],
      { color: lighter(color, 0.04), to: darker(color, 0.06) },
      0.04,
    )
  }
}

export const drawFlower: Drawing = (pen, { color, light }) => {
  const green = hex('#4c9a5b')
  pen.line(
    [
      [0, -0.3],
      [0.04, 0.3],
      [0, 1],
    ],
    0.07,
    { color: green },
  )
  pen
    .ellipse(0.24, 0.5, [0.24, 0.1], { color: green })
    .ellipse(-0.22, 0.66, [0.22, 0.09], { color: darker(green, 0.05) })
  for (let petal = 0; petal < 8; petal++) {
    const angle = (petal / 8) * 2 * Math.PI
    const shade = petal % 2 === 0 ? color : lighter(color, 0.06)
    pen.circle(Math.cos(angle) * 0.32, -0.45 + Math.sin(angle) * 0.32, 0.2, { color: shade })
  }
  pen.circle(0, -0.45, 0.2, { color: light, to: darker(light, 0.1) })
}

export const drawHouse: Drawing = (pen, { color, light, dark }) => {
  pen.box([0.3, -0.78], [0.48, -0.2], { color: darker(color, 0.12) })
  pen.box([-0.66, -0.1], [0.66, 1], { color: cream, to: darker(cream, 0.06) })
  pen.polygon(
    [
      [-0.84, -0.08],
      [0.84, -0.08],
      [0, -0.86],
    ],
    { color: lighter(color, 0.03), to: darker(color, 0.05) },
    0.04,
  )
  pen.box([-0.14, 0.38], [0.18, 1], { color: darker(color, 0.08) }, 0.03)
  pen.circle(0.1, 0.7, 0.03, { color: light })
  for (const x of [-0.48, 0.32]) {
    pen.box([x - 0.02, 0.18], [x + 0.24, 0.48], { color: dark, alpha: 0.8 }, 0.02)
    pen.box([x, 0.2], [x + 0.22, 0.46], { color: light })
    pen.line(
      [
        [x + 0.11, 0.2],
        [x + 0.11, 0.46],
      ],
      0.025,
      { color: dark },
    )
  }
}

export const drawLighthouse: Drawing = (pen, { color, light, dark }) => {
  pen.polygon(
    [
      [0, -0.74],
      [1.9, -1.05],
      [1.9, -0.35],
    ],
    { color: light, alpha: 0.22 },
  )
  pen.polygon(
    [
      [0, -0.74],
      [-1.9, -1.05],
      [-1.9, -0.35],
    ],
    { color: light, alpha: 0.22 },
  )
  const width = (y: number) => 0.24 + (y + 0.55) * 0.09
  const bands = [-0.55, -0.24, 0.07, 0.38, 0.69, 1]
  for (const [index, top] of bands.slice(0, -1).entries()) {
    const bottom = bands[index + 1] ?? 1
    const paint =
      index % 2 === 0
        ? { color: cream, to: darker(cream, 0.05) }
        : { color, to: darker(color, 0.05) }
    pen.polygon(
      [
        [-width(top), top],
        [width(top), top],
        [width(bottom), bottom],
        [-width(bottom), bottom],
      ],
      paint,
    )
  }
  pen.box([-0.34, -0.6], [0.34, -0.52], { color: dark }, 0.02)
  pen.box([-0.19, -0.86], [0.19, -0.6], { color: light })
  pen.line(
    [
      [0, -0.86],
      [0, -0.6],
    ],
    0.03,
    { color: dark },
  )
  pen.polygon(
    [
      [-0.26, -0.85],
      [0.26, -0.85],
      [0, -1.06],
    ],
    { color: darker(color, 0.05) },
    0.02,
  )
}

export const drawCastle: Drawing = (pen, { color, dark, light }) => {
  const stone = mix(color, hex('#b9b4ab'), 0.6)
  const wall = { color: lighter(stone, 0.04), to: darker(stone, 0.06) }
  pen.box([-0.8, 0.1], [0.8, 1], wall)
  for (const x of [-0.8, -0.45, -0.1, 0.25, 0.6]) pen.box([x, -0.04], [x + 0.2, 0.12], wall)
  for (const x of [-0.78, 0.78]) {
    pen.box([x - 0.24, -0.35], [x + 0.24, 1], { color: stone, to: darker(stone, 0.1) })
    pen.polygon(
      [
        [x - 0.32, -0.33],
        [x + 0.32, -0.33],
        [x, -0.86],
      ],
      { color },
      0.02,
    )
    pen.box([x - 0.06, 0], [x + 0.06, 0.24], { color: light }, 0.05)
  }
  pen.line(
    [
      [0.78, -0.86],
      [0.78, -1.12],
    ],
    0.03,
    { color: dark },
  )
  pen.polygon(
    [
      [0.8, -1.12],
      [1.04, -1.04],
      [0.8, -0.96],
    ],
    { color: lighter(color, 0.08) },
  )
  pen.box([-0.2, 0.5], [0.2, 1], { color: dark }, 0.02).circle(0, 0.5, 0.2, { color: dark })
}

export const drawCat: Drawing = (pen, { color, light, dark }) => {
  pen.line(curve([0.36, 0.86], [0.98, 0.9], [0.66, 0.1]), 0.13, { color: darker(color, 0.04) })
  pen.ellipse(0, 0.52, [0.44, 0.5], { color, to: darker(color, 0.06) })
  pen.ellipse(0, 0.62, [0.22, 0.3], { color: mix(color, white, 0.55) })
  for (const side of [-1, 1]) {
    pen.polygon(
      [
        [side * 0.44, -0.3],
        [side * 0.08, -0.62],
        [side * 0.4, -0.92],
      ],
      { color },
      0.05,
    )
    pen.polygon(
      [
        [side * 0.37, -0.44],
        [side * 0.2, -0.6],
        [side * 0.36, -0.74],
      ],
      { color: hex('#f2a7b5') },
      0.02,
    )
    pen.ellipse(side * 0.2, 0.95, [0.18, 0.09], { color: mix(color, white, 0.5) })
  }
  pen.ellipse(0, -0.28, [0.52, 0.44], { color: lighter(color, 0.03), to: darker(color, 0.03) })
  for (const side of [-1, 1]) {
    pen.ellipse(side * 0.21, -0.32, [0.11, 0.13], { color: light })
    pen.ellipse(side * 0.21, -0.31, [0.045, 0.11], { color: dark })
    for (const slope of [-0.06, 0.06]) {
      pen.line(
        [
          [side * 0.2, -0.1 + slope / 3],
          [side * 0.72, -0.12 + slope],
        ],
        0.018,
        { color: dark, alpha: 0.6 },
      )
    }
  }
  pen.polygon(
    [
      [-0.05, -0.18],
      [0.05, -0.18],
      [0, -0.11],
    ],
    { color: hex('#d9667b') },
    0.015,
  )
}

export const drawDog: Drawing = (pen, { color, dark }) => {
  pen.line(curve([0.5, 0.42], [0.9, 0.3], [0.86, -0.1]), 0.12, { color })
  for (const x of [-0.42, -0.2, 0.28, 0.5])
    pen.box([x - 0.08, 0.4], [x + 0.08, 1], { color, to: darker(color, 0.06) }, 0.06)
  pen.ellipse(0.04, 0.32, [0.62, 0.32], { color: lighter(color, 0.02), to: darker(color, 0.06) })
  pen.ellipse(-0.58, -0.16, [0.34, 0.32], { color: lighter(color, 0.04), to: darker(color, 0.03) })
  pen.ellipse(-0.88, -0.04, [0.2, 0.15], { color: mix(color, white, 0.5) })
  pen.ellipse(-0.34, -0.12, [0.13, 0.3], { color: darker(color, 0.12) })
  pen.circle(-1.04, -0.1, 0.07, { color: dark }).circle(-0.66, -0.24, 0.05, { color: dark })
  pen.line(
    [
      [-0.5, 0.14],
      [-0.3, 0.2],
    ],
    0.09,
    { color: hex('#d1495b') },
  )
}

export const drawRobot: Drawing = (pen, { color, light, dark }) => {
  const metal = { color: lighter(color, 0.06), to: darker(color, 0.06) }
  const limb = { color: darker(color, 0.12) }
  pen
    .line(
      [
        [0, -0.7],
        [0, -0.92],
      ],
      0.05,
      limb,
    )
    .circle(0, -0.95, 0.08, { color: light })
  pen
    .line(
      [
        [-0.42, 0.1],
        [-0.7, 0.4],
      ],
      0.12,
      limb,
    )
    .line(
      [
        [0.42, 0.1],
        [0.72, -0.2],
      ],
      0.12,
      limb,
    )
  pen.circle(-0.72, 0.44, 0.12, metal).circle(0.74, -0.24, 0.12, metal)
  pen.box([-0.28, 0.6], [-0.1, 1], limb, 0.04).box([0.1, 0.6], [0.28, 1], limb, 0.04)
  pen.box([-0.44, -0.08], [0.44, 0.68], metal, 0.1).box([-0.4, -0.7], [0.4, -0.14], metal, 0.12)
  pen.box([-0.3, -0.58], [0.3, -0.28], { color: dark }, 0.08)
  pen.circle(-0.13, -0.43, 0.09, { color: light }).circle(0.13, -0.43, 0.09, { color: light })
  pen.box([-0.26, 0.1], [0.26, 0.44], { color: darker(color, 0.1) }, 0.04)
  for (const [index, x] of [-0.14, 0, 0.14].entries())
    pen.circle(x, 0.27, 0.05, { color: index === 1 ? light : white })
}

export const drawMushroom: Drawing = (pen, { color }) => {
  pen.polygon(
    [
      [-0.14, 0],
      [0.14, 0],
      [0.24, 1],
      [-0.24, 1],
    ],
    { color: cream, to: darker(cream, 0.1) },
    0.05,
  )
  const cap = arc(1, [1, 2]).map(([x, y]): Point => [x * 0.78, 0.08 + y * 0.92])
  pen.polygon(cap, { color: lighter(color, 0.04), to: darker(color, 0.08) }, 0.05)
  for (const [x, y, r] of [
    [-0.36, -0.3, 0.13],
    [0.06, -0.56, 0.15],
    [0.42, -0.22, 0.12],
    [0, -0.1, 0.1],
  ] as const) {
    pen.ellipse(x, y, [r, r * 0.85], { color: white })
  }
}

export const drawCar: Drawing = (pen, { color, light, dark }) => {
  const body = { color: lighter(color, 0.04), to: darker(color, 0.06) }
  pen.polygon(
    [
      [-0.52, 0.3],
      [0.56, 0.3],
      [0.34, -0.16],
      [-0.3, -0.16],
    ],
    body,
    0.08,
  )
  const glass = { color: mix(light, hex('#bfe0ee'), 0.6) }
  pen.polygon(
    [
      [-0.4, 0.24],
      [-0.02, 0.24],
      [-0.02, -0.1],
      [-0.25, -0.1],
    ],
    glass,
    0.02,
  )
  pen.polygon(
    [
      [0.06, 0.24],
      [0.44, 0.24],
      [0.28, -0.1],
      [0.06, -0.1],
    ],
    glass,
    0.02,
  )
  pen
    .box([-0.98, 0.24], [0.98, 0.76], body, 0.16)
    .box([0.86, 0.4], [1, 0.52], { color: light }, 0.03)
  for (const x of [-0.52, 0.54])
    pen.circle(x, 0.76, 0.24, { color: dark }).circle(x, 0.76, 0.11, { color: hex('#c9ced6') })
}
