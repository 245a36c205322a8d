/** Compositions for prompts without a landscape: the words decide which, chance does the rest. */
import type { Random } from '../random.ts'
import type { Canvas, Paint } from './canvas.ts'
import { type Color, lighter, mix, withLightness } from './color.ts'
import { posters } from './palettes.ts'
import { arc, moved, type Point } from './shape.ts'

export interface Poster {
  readonly ground: Color
  readonly colors: readonly Color[]
}

export function choosePoster(wanted: readonly Color[], random: Random): Poster {
  const [ground, ...colors] = posters[Math.floor(random() * posters.length)] ?? []
  if (ground === undefined) throw new RangeError('There is no poster.')
  const [main] = wanted
  if (main === undefined) return { ground, colors }
  const shades = [0.35, 0.55, 0.75].map((lightness) => withLightness(main, lightness))
  return { ground: mix(ground, main, 0.08), colors: [...wanted, ...shades, colors[0] ?? main] }
}

type Composition = (canvas: Canvas, poster: Poster, random: Random) => void

/** Something abstract. */
export function paintComposition(canvas: Canvas, poster: Poster, random: Random): void {
  const compositions: readonly Composition[] = [paintTiles, paintOrbits, paintWaves, paintShapes]
  compositions[Math.floor(random() * compositions.length)]?.(canvas, poster, random)
}

function pick(colors: readonly Color[], random: Random): Color {
  return colors[Math.floor(random() * colors.length)] ?? [0, 0, 0]
}

function paintTiles(canvas: Canvas, { ground, colors }: Poster, random: Random): void {
  const side = Math.min(canvas.width, canvas.height) / (4 + Math.floor(random() * 3))
  for (let y = side / 2; y < canvas.height + side / 2; y += side) {
    for (let x = side / 2; x < canvas.width + side / 2; x += side) {
      const angle = (Math.floor(random() * 4) * Math.PI) / 2
      paintTile(
        canvas,
        { x, y, size: side / 2, angle },
        [pick([ground, ...colors], random), pick(colors, random), pick(colors, random)],
        random,
      )
    }
  }
}

function paintTile(
  canvas: Canvas,
  place: { x: number; y: number; size: number; angle: number },
  [back, front, third]: readonly [Color, Color, Color],
  random: Random,
): void {
  const pen = canvas.at(place).box([-1, -1], [1, 1], { color: back })
  const color = front === back ? lighter(front, 0.12) : front
  const kind = Math.floor(random() * 5)
  if (kind === 0)
    pen.polygon(
      [
        [-1, -1],
        [1, -1],
        [-1, 1],
      ],
      { color },
    )
  else if (kind === 1) pen.circle(0, 0, 0.72, { color }).circle(0, 0, 0.34, { color: third })
  else if (kind === 2) pen.polygon(quarter(2), { color }).polygon(quarter(1), { color: third })
  else if (kind === 3) pen.polygon(quarter(1.2), { color })
  else for (const x of [-0.6, 0, 0.6]) pen.box([x - 0.16, -1], [x + 0.16, 1], { color })
}

/** A quarter of a disc in the upper left corner of a tile. */
function quarter(radius: number): Point[] {
  return [[-1, -1], ...moved(arc(radius, [0, 0.5]), -1, -1)]
}

function paintOrbits(canvas: Canvas, { ground, colors }: Poster, random: Random): void {
  const unit = Math.min(canvas.width, canvas.height)
  const center = {
    x: canvas.width * (0.35 + random() * 0.3),
    y: canvas.height * (0.4 + random() * 0.25),
  }
  canvas.glow(center.x, center.y, unit * 0.9, { color: lighter(ground, 0.1), alpha: 0.7 })
  for (let orbit = 9; orbit >= 1; orbit--) {
    const radius = orbit * unit * 0.075
    const color = pick(colors, random)
    const pen = canvas.at({ ...center, size: 1 })
    const start = random() * 2
    const end = start + 0.5 + random() * 1.3
    pen.line(arc(radius, [start, end], 48), unit * (0.008 + random() * 0.03), { color })
    const [[x, y] = [0, 0]] = arc(radius, [end + 0.1 + random() * 0.1, end], 1)
    pen.circle(x, y, unit * (0.012 + random() * 0.03), { color: pick(colors, random) })
  }
  canvas.at({ ...center, size: unit * 0.06 }).circle(0, 0, 1, { color: pick(colors, random) })
}

function paintWaves(canvas: Canvas, { colors }: Poster, random: Random): void {
  const { width, height } = canvas
  const bands = 9
  canvas
    .at({
      x: width * (0.25 + random() * 0.5),
      y: height * 0.26,
      size: Math.min(width, height) * 0.15,
    })
    .circle(0, 0, 1, { color: pick(colors, random) })
  for (let band = 1; band <= bands; band++) {
    const color = colors[band % colors.length] ?? pick(colors, random)
    const [phase, frequency] = [random() * 7, 1 + random() * 1.5]
    const swing = height * (0.02 + random() * 0.05)
    const base = height * (0.24 + band * 0.08)
    canvas.fillBelow(
      (x) => base + Math.sin((x / width) * frequency * 2 * Math.PI + phase) * swing,
      {
        color: lighter(color, 0.04),
        to: mix(color, pick(colors, random), 0.3),
      },
    )
  }
}

function paintShapes(canvas: Canvas, { colors }: Poster, random: Random): void {
  const unit = Math.min(canvas.width, canvas.height)
  for (let shape = 0; shape < 14; shape++) {
    const size = unit * (0.3 - shape * 0.018) * (0.6 + random() * 0.7)
    const pen = canvas.at({
      x: canvas.width * (0.12 + random() * 0.76),
      y: canvas.height * (0.12 + random() * 0.76),
      size,
      angle: random() * Math.PI,
    })
    const paint: Paint = { color: pick(colors, random), alpha: 0.82 }
    const kind = shape % 5
    if (kind === 0) pen.circle(0, 0, 0.9, paint)
    else if (kind === 1)
      pen.polygon(
        [
          [0, -1],
          [0.9, 0.6],
          [-0.9, 0.6],
        ],
        paint,
      )
    else if (kind === 2) pen.ring([0, 0], 0.7, 0.12, paint)
    else if (kind === 3) pen.box([-1.4, -0.05], [1.4, 0.05], { ...paint, alpha: 1 }, 0.04)
    else for (const x of [-0.6, -0.2, 0.2, 0.6]) pen.circle(x, 0, 0.12, { ...paint, alpha: 1 })
  }
}

/** A calm ground with a large disc, for what stands in front of it. */
export function paintStage(canvas: Canvas, { ground, colors }: Poster, random: Random): void {
  canvas.fillBelow(() => 0, {
    color: lighter(ground, 0.03),
    to: mix(ground, colors[1] ?? ground, 0.14),
  })
  const unit = Math.min(canvas.width, canvas.height)
  const disc = mix(ground, pick(colors, random), 0.4)
  canvas
    .at({ x: canvas.width / 2, y: canvas.height * 0.5, size: unit * 0.42 })
    .circle(0, 0, 1, { color: lighter(disc, 0.05), to: disc })
}
