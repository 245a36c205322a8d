/** Colours, mixed in OKLab (Björn Ottosson, 2020), where equal steps look equal. */

/** sRGB, each part from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number]

/** `#rrggbb` */
export function hex(text: string): Color {
  const number = Number.parseInt(text.slice(1), 16)
  return [number >> 16, (number >> 8) & 255, number & 255]
}

/** From `from` at 0 to `to` at 1. */
export function mix(from: Color, to: Color, share: number): Color {
  const [a, b] = [toOklab(from), toOklab(to)]
  return fromOklab([
    a[0] + (b[0] - a[0]) * share,
    a[1] + (b[1] - a[1]) * share,
    a[2] + (b[2] - a[2]) * share,
  ])
}

/** Adds to the lightness, which goes from 0 (black) to 1 (white). */
export function lighter(color: Color, amount: number): Color {
  const [lightness, a, b] = toOklab(color)
  return fromOklab([Math.min(1, Math.max(0, lightness + amount)), a, b])
}

export function darker(color: Color, amount: number): Color {
  return lighter(color, -amount)
}

/** Sets the lightness and keeps the hue. */
export function withLightness(color: Color, lightness: number): Color {
  const [, a, b] = toOklab(color)
  return fromOklab([lightness, a, b])
}

/** Turns the hue, by parts of a circle. */
export function turnHue(color: Color, turn: number): Color {
  const [lightness, a, b] = toOklab(color)
  const angle = turn * 2 * Math.PI
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return fromOklab([lightness, a * cos - b * sin, a * sin + b * cos])
}

/** How light a colour looks, from 0 to 1. */
export function lightnessOf(color: Color): number {
  return toOklab(color)[0]
}

type Oklab = readonly [lightness: number, a: number, b: number]

function toOklab([red, green, blue]: Color): Oklab {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([lightness, a, b]: Oklab): Color {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function toLinear(part: number): number {
  const value = part / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function fromLinear(value: number): number {
  const part = value <= 0.0031308 ? value * 12.92 : 1.055 * Math.max(0, value) ** (1 / 2.4) - 0.055
  return Math.round(Math.min(1, Math.max(0, part)) * 255)
}
