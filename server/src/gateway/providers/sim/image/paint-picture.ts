/** `sim-image`: a picture of what the words of a prompt name. The same words give the same picture. */
import { createRandom, type Random } from '../random.ts'
import { Canvas } from './canvas.ts'
import { type Color, hex, mix } from './color.ts'
import type { Place } from './figures/drawing.ts'
import { figureKinds } from './figures/figures.ts'
import { paintLabel } from './label.ts'
import {
  chooseLandscape,
  type Landscape,
  paintLand,
  paintLight,
  paintSky,
  paintWeather,
} from './landscape.ts'
import { choosePoster, paintComposition, paintStage } from './poster.ts'
import type { Raster } from './raster.ts'
import { type Figure, readScene, type Scene } from './scene.ts'

export interface PictureOrder {
  readonly prompt: string
  readonly width: number
  readonly height: number
  /** The how manieth picture of its call: each is another one. */
  readonly index: number
  readonly isTransparent: boolean
}

export function paintPicture(order: PictureOrder): Raster {
  const canvas = new Canvas(order.width, order.height)
  paintScene(canvas, order)
  paintLabel(canvas)
  return canvas.raster
}

/** The picture alone, without the label. */
export function paintScene(canvas: Canvas, { prompt, index, isTransparent }: PictureOrder): void {
  const scene = readScene(prompt)
  const random = createRandom(index, ...scene.words)
  if (isPoster(scene)) paintPoster(canvas, scene, random, isTransparent)
  else paintView(canvas, scene, random, isTransparent)
  if (scene.weather !== null) paintWeather(canvas, scene.weather, random)
}

function isPoster({ figures, setting, time, weather }: Scene): boolean {
  const isOnlyFront = figures.every(({ name }) => figureKinds[name].place === 'front')
  return setting === null && time === null && weather === null && isOnlyFront
}

function paintPoster(canvas: Canvas, scene: Scene, random: Random, isTransparent: boolean): void {
  const poster = choosePoster(scene.colors, random)
  const hasFigures = scene.figures.length > 0
  if (!isTransparent && hasFigures) paintStage(canvas, poster, random)
  if (!isTransparent && !hasFigures) canvas.fillBelow(() => 0, { color: poster.ground })
  if (!hasFigures) {
    paintComposition(canvas, poster, random)
    return
  }
  const style = { light: poster.ground, dark: hex('#2a2a35'), dim: 0 }
  paintFigures(canvas, scene.figures, style, random)
}

function paintView(canvas: Canvas, scene: Scene, random: Random, isTransparent: boolean): void {
  const landscape = chooseLandscape(scene, random)
  if (!isTransparent) paintBackground(canvas, scene, landscape, random)
  const dark = mix(landscape.palette.layers[3], hex('#14141c'), 0.7)
  const style = { light: landscape.palette.light, dark, dim: landscape.time === 'night' ? 0.22 : 0 }
  paintFigures(canvas, scene.figures, style, random)
}

function paintBackground(canvas: Canvas, scene: Scene, landscape: Landscape, random: Random): void {
  const has = (...places: Place[]) =>
    scene.figures.some(({ name }) => places.includes(figureKinds[name].place))
  const namesLight = scene.figures.some(({ name }) => name === 'sun' || name === 'moon')
  paintSky(canvas, landscape, random)
  const isDark = landscape.setting === 'space' || scene.weather !== null
  if (!namesLight && !isDark) paintLight(canvas, landscape, random)
  paintLand(canvas, landscape, random, has('ground'))
}

interface FigureStyle {
  readonly light: Color
  readonly dark: Color
  /** How much of the dark is mixed into what does not shine. */
  readonly dim: number
}

/** Height of the middle of a figure in the sky or the front, of the foot of one that stands, as shares. */
const heights: Readonly<Record<Place, readonly [number, number]>> = {
  sky: [0.14, 0.4],
  water: [0.7, 0.82],
  ground: [0.88, 0.96],
  front: [0.5, 0.5],
}

/** From the back to the front. */
const places: readonly Place[] = ['sky', 'water', 'ground', 'front']

function paintFigures(
  canvas: Canvas,
  figures: readonly Figure[],
  style: FigureStyle,
  random: Random,
): void {
  for (const place of places) {
    const all = figures
      .filter(({ name }) => figureKinds[name].place === place)
      .flatMap((figure) => Array.from({ length: figure.count }, () => figure))
    for (const [slot, figure] of all.entries()) {
      paintFigure(canvas, figure, { slot, slots: all.length, place }, { ...style, random })
    }
  }
}

function paintFigure(
  canvas: Canvas,
  figure: Figure,
  { slot, slots, place }: { slot: number; slots: number; place: Place },
  { light, dark, dim, random }: FigureStyle & { readonly random: Random },
): void {
  const kind = figureKinds[figure.name]
  const unit = Math.min(canvas.width, canvas.height)
  // Many share the width, so each gets less of it.
  const room = place === 'front' ? 1 / slots ** 0.8 : Math.min(1, 1.9 / Math.sqrt(slots))
  const size = unit * kind.size * figure.scale * room * (0.9 + random() * 0.2)
  const [top, bottom] = heights[place]
  const height = top + (bottom - top) * (slots === 1 ? 0.4 : random())
  const across = canvas.width * ((slot + 0.5 + (random() - 0.5) * 0.4) / slots)
  const x = Math.min(canvas.width - size * 1.1, Math.max(size * 1.1, across))
  const y = canvas.height * height - (place === 'ground' ? size : 0)
  const isMirrored = place !== 'front' && random() < 0.4
  const angle = figure.name === 'rocket' ? 0.5 : 0
  const color = figure.color ?? kind.color
  const shines = place === 'sky' || place === 'front'
  if (figure.name === 'sun' || figure.name === 'moon') {
    canvas.glow(x, y, size * 3, { color, alpha: 0.45 })
  }
  kind.draw(canvas.at({ x, y, size, angle, isMirrored }), {
    color: shines ? color : mix(color, dark, dim),
    light,
    dark,
    random,
  })
}
