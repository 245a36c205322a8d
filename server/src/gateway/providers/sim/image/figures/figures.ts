/** Every figure that the vocabulary knows: how it is drawn, where it belongs, and its usual colour. */
import { type Color, hex } from '../color.ts'
import type { FigureName } from '../vocabulary.ts'
import type { Drawing, Place } from './drawing.ts'
import * as front from './front.ts'
import * as ground from './ground.ts'
import * as sky from './sky.ts'
import * as water from './water.ts'

export interface FigureKind {
  readonly draw: Drawing
  readonly place: Place
  /** Half the height, as a share of the picture's shorter side. */
  readonly size: number
  readonly color: Color
}

function kind(draw: Drawing, place: Place, size: number, color: string): FigureKind {
  return { draw, place, size, color: hex(color) }
}

export const figureKinds: Readonly<Record<FigureName, FigureKind>> = {
  sun: kind(sky.drawSun, 'sky', 0.14, '#ffd166'),
  moon: kind(sky.drawMoon, 'sky', 0.12, '#f6efcf'),
  star: kind(sky.drawStar, 'sky', 0.045, '#ffe08a'),
  cloud: kind(sky.drawCloud, 'sky', 0.09, '#ffffff'),
  bird: kind(sky.drawBird, 'sky', 0.045, '#33384d'),
  balloon: kind(sky.drawBalloon, 'sky', 0.14, '#e5533d'),
  rocket: kind(sky.drawRocket, 'sky', 0.18, '#e5484d'),
  rainbow: kind(sky.drawRainbow, 'sky', 0.3, '#e5484d'),
  planet: kind(sky.drawPlanet, 'sky', 0.14, '#d98f4e'),
  butterfly: kind(sky.drawButterfly, 'sky', 0.07, '#f28b3c'),
  tree: kind(ground.drawTree, 'ground', 0.17, '#4f9d5c'),
  pine: kind(ground.drawPine, 'ground', 0.17, '#2f7d59'),
  flower: kind(ground.drawFlower, 'ground', 0.1, '#f2668b'),
  house: kind(ground.drawHouse, 'ground', 0.15, '#c8553d'),
  lighthouse: kind(ground.drawLighthouse, 'ground', 0.26, '#d1495b'),
  castle: kind(ground.drawCastle, 'ground', 0.2, '#5b6fa8'),
  cat: kind(ground.drawCat, 'ground', 0.14, '#e09f5a'),
  dog: kind(ground.drawDog, 'ground', 0.13, '#a9744f'),
  robot: kind(ground.drawRobot, 'ground', 0.17, '#7f93ad'),
  mushroom: kind(ground.drawMushroom, 'ground', 0.1, '#d63a3a'),
  car: kind(ground.drawCar, 'ground', 0.12, '#e5484d'),
  boat: kind(water.drawBoat, 'water', 0.15, '#c8443c'),
  fish: kind(water.drawFish, 'water', 0.08, '#f2913d'),
  whale: kind(water.drawWhale, 'water', 0.15, '#4a6f9c'),
  heart: kind(front.drawHeart, 'front', 0.3, '#e0436a'),
  key: kind(front.drawKey, 'front', 0.32, '#d9a62e'),
  cup: kind(front.drawCup, 'front', 0.3, '#3f7cac'),
  book: kind(front.drawBook, 'front', 0.3, '#8a3b4a'),
  circle: kind(front.drawCircle, 'front', 0.3, '#edae49'),
  square: kind(front.drawSquare, 'front', 0.28, '#30638e'),
  triangle: kind(front.drawTriangle, 'front', 0.3, '#2a9d8f'),
  spiral: kind(front.drawSpiral, 'front', 0.32, '#d1495b'),
}
