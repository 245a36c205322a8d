import type { Canvas } from './canvas.ts'
import { hex } from './color.ts'

/** Letters of five by seven dots; each number is a row, its highest bit the dot on the left. */
const letters: Readonly<Record<string, readonly number[]>> = {
  S: [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
  I: [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  M: [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
  U: [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
  L: [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
  A: [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  T: [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
  E: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
  D: [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
}

const text = 'SIMULATED'
const [columns, rows] = [text.length * 6 - 1, 7]

/** Writes SIMULATED into the lower right corner, small and readable on any ground. */
export function paintLabel(canvas: Canvas): void {
  const dot = Math.max(1, Math.round(Math.min(canvas.width, canvas.height) / 512))
  const margin = 4 * dot
  const left = canvas.width - margin * 2 - columns * dot
  const top = canvas.height - margin * 2 - rows * dot
  const pen = canvas.at({ x: left, y: top, size: dot })
  pen.box([-3, -3], [columns + 3, rows + 3], { color: hex('#14161c'), alpha: 0.6 }, 3)
  for (const [index, letter] of Array.from(text).entries()) {
    for (const [column, row] of dotsOf(letter)) {
      fillDot(canvas, left + (index * 6 + column) * dot, top + row * dot, dot)
    }
  }
}

function* dotsOf(letter: string): Generator<readonly [column: number, row: number]> {
  for (const [row, bits] of (letters[letter] ?? []).entries()) {
    for (let column = 0; column < 5; column++) {
      if (((bits >> (4 - column)) & 1) === 1) yield [column, row]
    }
  }
}

function fillDot(canvas: Canvas, left: number, top: number, size: number): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isInside = left + x >= 0 && top + y >= 0
      if (isInside) canvas.blend(left + x, top + y, [255, 255, 255], 0.92)
    }
  }
}
