/** Sky, land and weather of a picture. */
import type { Random } from '../random.ts'
import type { Canvas } from './canvas.ts'
import { type Color, darker, hex, lightnessOf, lighter, mix, withLightness } from './color.ts'
import { figureKinds } from './figures/figures.ts'
import { landscapes, type Palette, type Time } from './palettes.ts'
import type { Scene } from './scene.ts'
import type { Setting, Weather } from './vocabulary.ts'

export interface Landscape {
  readonly setting: Setting
  readonly time: Time
  readonly palette: Palette
}

const white = hex('#ffffff')

/** What the scene says, and what it leaves open, chosen by chance. */
export function chooseLandscape(scene: Scene, random: Random): Landscape {
  const time = scene.time ?? timeFor(scene, random)
  const choices = landscapes[time]
  const choice = choices[Math.floor(random() * choices.length)] ?? choices[0]
  if (choice === undefined) throw new RangeError(`No palette for ${time}`)
  const setting = scene.setting ?? settingFor(scene, random)
  return {
    setting,
    time,
    palette: tint(
      adapt(choice, scene.weather === 'snowfall' ? 'snow' : setting, time),
      scene.colors,
    ),
  }
}

function timeFor({ figures, setting }: Scene, random: Random): Time {
  const names = new Set(figures.map(({ name }) => name))
  if (
    setting === 'space' ||
    ['moon', 'star', 'planet', 'rocket'].some((name) => names.has(name as never))
  ) {
    return 'night'
  }
  if (names.has('sun') || names.has('rainbow')) return 'day'
  return (['day', 'day', 'dawn', 'sunset'] as const)[Math.floor(random() * 4)] ?? 'day'
}

function settingFor({ figures }: Scene, random: Random): Setting {
  const places = new Set(figures.map(({ name }) => figureKinds[name].place))
  if (places.has('water')) return 'sea'
  if (figures.some(({ name }) => name === 'rocket' || name === 'planet')) return 'space'
  return random() < 0.6 ? 'hills' : 'mountains'
}

function adapt(palette: Palette, setting: Setting, time: Time): Palette {
  const dim = time === 'night' ? 0.45 : time === 'day' ? 0 : 0.18
  const ground = (light: string, dark: string): Palette['layers'] => {
    const [from, to] = [
      mix(hex(light), palette.layers[1], dim),
      mix(hex(dark), palette.layers[3], dim),
    ]
    return [from, mix(from, to, 0.33), mix(from, to, 0.66), to]
  }
  if (setting === 'desert') return { ...palette, layers: ground('#efd3a0', '#b5793f') }
  if (setting === 'snow') return { ...palette, layers: ground('#c3d3e2', '#ffffff') }
  if (setting === 'space') return { ...palette, sky: [hex('#07071a'), hex('#241a4d')] }
  return palette
}

/** The first free colour takes over sky and land, the second the light. */
function tint(palette: Palette, [main, second]: readonly Color[]): Palette {
  if (main === undefined) return palette
  const toned = (color: Color) => mix(color, withLightness(main, lightnessOf(color)), 0.8)
  const all = <Colors extends readonly Color[]>(colors: Colors) =>
    colors.map(toned) as never as Colors
  return {
    sky: all(palette.sky),
    layers: all(palette.layers),
    water: all(palette.water),
    light: second ?? palette.light,
  }
}

export function paintSky(
  canvas: Canvas,
  { palette, setting, time }: Landscape,
  random: Random,
): void {
  canvas.fillBelow(() => 0, { color: palette.sky[0], to: palette.sky[1] })
  const unit = Math.min(canvas.width, canvas.height)
  if (setting === 'space') {
    for (const color of ['#5b3fa8', '#a83f7d', '#2f6fae'].map(hex)) {
      const [x, y] = [random() * canvas.width, random() * canvas.height]
      canvas.glow(x, y, unit * (0.4 + random() * 0.3), { color, alpha: 0.35 })
    }
  }
  if (time !== 'night' && setting !== 'space') return
  for (let star = 0; star < 140; star++) {
    const [x, y] = [
      random() * canvas.width,
      random() ** 1.4 * canvas.height * (setting === 'space' ? 1 : 0.7),
    ]
    canvas.at({ x, y, size: unit / 1000 }).circle(0, 0, 0.8 + random() * 1.6, {
      color: mix(palette.light, white, 0.5),
      alpha: 0.35 + random() * 0.6,
    })
  }
}

/** The sun or the moon of a scene that names neither. */
export function paintLight(canvas: Canvas, { palette, time }: Landscape, random: Random): void {
  const unit = Math.min(canvas.width, canvas.height)
  const isLow = time === 'sunset' || time === 'dawn'
  const place = {
    x: canvas.width * (0.24 + random() * 0.52),
    y: canvas.height * (isLow ? 0.5 : 0.24),
    size: unit * (isLow ? 0.13 : 0.08),
  }
  canvas.glow(place.x, place.y, unit * (isLow ? 0.6 : 0.36), { color: palette.light, alpha: 0.55 })
  canvas.at(place).circle(0, 0, 1, { color: lighter(palette.light, 0.03), to: palette.light })
}

type Line = (x: number) => number

/** Soft hills: three waves on one another. */
function softLine(canvas: Canvas, base: number, swing: number, random: Random): Line {
  const { width, height } = canvas
  const waves = [1, 2.3, 4.1].map((frequency) => ({
    frequency: (frequency * (0.8 + random() * 0.5) * 2 * Math.PI) / width,
    phase: random() * 7,
    swing: (height * swing) / frequency,
  }))
  return (x) =>
    height * base -
    waves.reduce((sum, wave) => sum + Math.sin(x * wave.frequency + wave.phase) * wave.swing, 0)
}

/** Peaks and valleys, each a little rough. */
function jaggedLine(canvas: Canvas, base: number, swing: number, random: Random): Line {
  const { width, height } = canvas
  let heights = Array.from(
    { length: 7 },
    (_, index) => (index % 2 === 0 ? 0.1 : 0.7) + random() * 0.4,
  )
  for (let roughness = 0.16; roughness > 0.015; roughness /= 2) {
    heights = heights.flatMap((value, index) => {
      const next = heights[index + 1]
      return next === undefined
        ? [value]
        : [value, (value + next) / 2 + (random() - 0.5) * roughness]
    })
  }
  return (x) => {
    const at = (x / width) * (heights.length - 1)
    const index = Math.min(heights.length - 2, Math.floor(at))
    const [from = 0, to = 0] = heights.slice(index, index + 2)
    return height * (base - (from + (to - from) * (at - index)) * swing)
  }
}

/** The land from the horizon to the front, whose last layer figures stand on. */
export function paintLand(
  canvas: Canvas,
  landscape: Landscape,
  random: Random,
  hasShore: boolean,
): void {
  switch (landscape.setting) {
    case 'space':
      if (hasShore) paintLayer(canvas, landscape, 3, softLine(canvas, 0.82, 0.02, random))
      return
    case 'sea':
      paintSea(canvas, landscape, random)
      if (hasShore) paintLayer(canvas, landscape, 2, softLine(canvas, 0.83, 0.025, random))
      return
    case 'city':
      for (const layer of [0, 1, 2] as const) paintBuildings(canvas, landscape, layer, random)
      paintLayer(canvas, landscape, 3, softLine(canvas, 0.86, 0.004, random))
      return
    case 'mountains':
      paintPeaks(canvas, landscape, 0, jaggedLine(canvas, 0.66, 0.4, random))
      paintPeaks(canvas, landscape, 1, jaggedLine(canvas, 0.74, 0.3, random))
      paintLayer(canvas, landscape, 2, softLine(canvas, 0.74, 0.03, random))
      paintLayer(canvas, landscape, 3, softLine(canvas, 0.85, 0.03, random))
      return
    case 'forest':
      for (const layer of [0, 1, 2, 3] as const) paintForest(canvas, landscape, layer, random)
      return
    default:
      for (const [layer, base] of [0.58, 0.66, 0.75, 0.85].entries()) {
        paintLayer(canvas, landscape, layer as 0 | 1 | 2 | 3, softLine(canvas, base, 0.045, random))
      }
  }
}

type LayerIndex = 0 | 1 | 2 | 3

function paintLayer(canvas: Canvas, { palette }: Landscape, layer: LayerIndex, line: Line): void {
  const color = palette.layers[layer]
  canvas.fillBelow(line, { color: lighter(color, 0.025), to: darker(color, 0.03) })
}

function paintPeaks(canvas: Canvas, landscape: Landscape, layer: 0 | 1, line: Line): void {
  const color = landscape.palette.layers[layer]
  const { height } = canvas
  const snowLine = height * (layer === 0 ? 0.42 : 0.55)
  canvas.fillBelow(
    line,
    { color, to: mix(color, landscape.palette.sky[1], 0.35) },
    Math.round(height * 0.9),
  )
  const isSnowy = (x: number): boolean => line(x) < snowLine
  canvas.fillBelow(
    (x) => (isSnowy(x) ? line(x) : height),
    { color: mix(color, white, 0.75), to: color, alpha: 0.85 },
    Math.round(snowLine + height * 0.02),
  )
}

function paintSea(canvas: Canvas, { palette }: Landscape, random: Random): void {
  const horizon = Math.round(canvas.height * 0.6)
  canvas.fillBelow(() => horizon, { color: palette.water[0], to: palette.water[1] })
  const unit = Math.min(canvas.width, canvas.height)
  for (let wave = 0; wave < 46; wave++) {
    const depth = random()
    const y = horizon + (0.02 + depth * 0.98) * (canvas.height - horizon)
    const size = unit * (0.02 + depth * 0.07)
    canvas.at({ x: random() * canvas.width, y, size }).line(
      [
        [-1, 0],
        [0, -0.06],
        [1, 0],
      ],
      0.07,
      {
        color: mix(palette.water[0], palette.light, 0.5),
        alpha: 0.2 + 0.35 * random(),
      },
    )
  }
}

function paintBuildings(
  canvas: Canvas,
  { palette, time }: Landscape,
  layer: 0 | 1 | 2,
  random: Random,
): void {
  const { width, height } = canvas
  const unit = Math.min(width, height)
  const color = palette.layers[layer]
  for (let x = -random() * unit * 0.08; x < width;) {
    const across = unit * (0.06 + random() * 0.07)
    const top = height * (0.3 + layer * 0.14 + random() * 0.2)
    canvas.at({ x, y: 0, size: 1 }).box([0, top], [across, height * 0.9], {
      color: lighter(color, 0.02),
      to: darker(color, 0.02),
    })
    paintWindows(
      canvas,
      { left: x, top, across, litShare: time === 'day' ? 0.15 : 0.5 },
      palette,
      random,
    )
    x += across + (random() < 0.3 ? unit * 0.02 : 0)
  }
}

function paintWindows(
  canvas: Canvas,
  { left, top, across, litShare }: { left: number; top: number; across: number; litShare: number },
  { light }: Palette,
  random: Random,
): void {
  const columns = 4
  const step = across / (columns + 0.6)
  for (let y = top + step * 0.7; y < canvas.height * 0.86; y += step * 1.25) {
    for (let column = 0; column < columns; column++) {
      const isLit = random() < litShare
      if (!isLit) continue
      const pen = canvas.at({ x: left + step * (column + 0.5), y, size: step })
      pen.box([0, 0], [0.55, 0.75], { color: light, alpha: 0.85 })
    }
  }
}

function paintForest(
  canvas: Canvas,
  landscape: Landscape,
  layer: LayerIndex,
  random: Random,
): void {
  const unit = Math.min(canvas.width, canvas.height)
  const line = softLine(canvas, 0.56 + layer * 0.1, 0.03, random)
  paintLayer(canvas, landscape, layer, line)
  if (layer === 3) return
  const color = darker(landscape.palette.layers[layer], 0.03)
  const size = unit * (0.05 + layer * 0.025)
  const style = { color, light: color, dark: color, random }
  for (let x = random() * size; x < canvas.width; x += size * (0.5 + random() * 0.9)) {
    const height = size * (0.8 + random() * 0.5)
    figureKinds.pine.draw(canvas.at({ x, y: line(x) - height * 0.8, size: height }), style)
  }
}

export function paintWeather(canvas: Canvas, weather: Weather, random: Random): void {
  const unit = Math.min(canvas.width, canvas.height)
  for (let drop = 0; drop < 160; drop++) {
    const place = {
      x: random() * canvas.width,
      y: random() * canvas.height,
      size: unit * (0.4 + random() * 0.6),
    }
    const pen = canvas.at(place)
    if (weather === 'snowfall') pen.circle(0, 0, 0.006, { color: white, alpha: 0.85 })
    else
      pen.line(
        [
          [0, 0],
          [-0.012, 0.05],
        ],
        0.0035,
        { color: hex('#e6f1fa'), alpha: 0.5 },
      )
  }
}
