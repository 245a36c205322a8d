/** Letters as sounds. It is not pronunciation: it is enough for each language to keep its rhythm. */

export type Sound = keyof typeof soundTable

interface SoundShape {
  /** Milliseconds at normal speed. */
  readonly durationMs: number
  /** Resonances of the vocal tract, in hertz, after Peterson and Barney (1952), rounded. */
  readonly formants: readonly [number, number, number]
  /** From 0 to 1. */
  readonly voice: number
  /** Middle and strength of the noise; null where there is none. */
  readonly noise: readonly [hertz: number, strength: number] | null
  /** Whether the sound begins with a closed mouth. */
  readonly isStop: boolean
}

function vowel(first: number, second: number, third: number): SoundShape {
  return { durationMs: 96, formants: [first, second, third], voice: 1, noise: null, isStop: false }
}

function hum(
  durationMs: number,
  formants: readonly [number, number, number],
  voice: number,
): SoundShape {
  return { durationMs, formants, voice, noise: null, isStop: false }
}

function hiss(hertz: number, strength: number, voice: number): SoundShape {
  return {
    durationMs: 84,
    formants: [320, 1_500, 2_500],
    voice,
    noise: [hertz, strength],
    isStop: false,
  }
}

function stop(hertz: number, voice: number): SoundShape {
  return { durationMs: 62, formants: [280, 1_300, 2_400], voice, noise: [hertz, 0.7], isStop: true }
}

export const soundTable = {
  a: vowel(730, 1_240, 2_500),
  e: vowel(500, 1_850, 2_500),
  i: vowel(290, 2_250, 3_000),
  o: vowel(520, 900, 2_450),
  u: vowel(320, 850, 2_300),
  y: vowel(360, 1_500, 2_400),
  m: hum(66, [260, 1_050, 2_200], 0.55),
  n: hum(62, [260, 1_500, 2_500], 0.55),
  l: hum(60, [350, 1_150, 2_700], 0.65),
  r: hum(58, [400, 1_250, 1_700], 0.65),
  j: hum(44, [280, 2_200, 2_900], 0.7),
  w: hum(46, [300, 650, 2_200], 0.7),
  s: hiss(5_600, 0.5, 0),
  z: hiss(5_200, 0.3, 0.4),
  c: hiss(3_000, 0.5, 0),
  f: hiss(4_300, 0.22, 0),
  v: hiss(3_900, 0.14, 0.45),
  h: hiss(1_600, 0.25, 0),
  p: stop(900, 0),
  t: stop(4_200, 0),
  k: stop(1_900, 0),
  b: stop(700, 0.35),
  d: stop(3_400, 0.35),
  g: stop(1_600, 0.35),
} as const satisfies Readonly<Record<string, SoundShape>>

/** Each letter with the sounds that it stands for; a letter that is silent has none. */
const letterSounds: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'a=a b=b c=k d=d e=e f=f g=g h=h i=i j=dz k=k l=l m=m n=n o=o p=p q=k r=r s=s t=t u=u v=v w=w',
    'x=ks y=i z=z 0=zero 1=wan 2=tu 3=tri 4=for 5=faiv 6=siks 7=seven 8=eit 9=nain',
    'а=a б=b в=v г=g д=d е=je ж=z з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=tc',
    'ш=c щ=c ъ= ы=y ь= э=e ю=ju я=ja',
  ].flatMap((line) => line.split(' ').map((pair) => pair.split('=') as [string, string])),
)

/** The letters of decomposed Hangul in the order of Unicode: initials, vowels, finals. */
const hangul: readonly (readonly [start: number, sounds: string])[] = [
  [0x1100, 'g k n d t r m b p s s - dz ts tc k t p h'],
  [0x1161, 'a e ja je o e jo je o wa we we jo u wo we wi ju y yi i'],
  [0x11a8, 'k k k n n n t l l l l l l l l m p p t t n t t k t p h'],
]

/** The sounds of a word. Signs have none; a letter of another script gets a syllable of its own. */
export function soundsOf(word: string): Sound[] {
  const letters = word
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
  return Array.from(letters).flatMap((letter) => Array.from(soundsOfLetter(letter)) as Sound[])
}

function soundsOfLetter(letter: string): string {
  const known = letterSounds[letter]
  if (known !== undefined) return known
  const code = letter.codePointAt(0) ?? 0
  for (const [start, list] of hangul) {
    const sounds = list.split(' ')[code - start]
    if (sounds !== undefined) return sounds.replace('-', '')
  }
  if (!/[\p{L}\p{N}]/u.test(letter)) return ''
  return `${'kstnmrgdbl'[code % 10]}${'aeiou'[Math.floor(code / 10) % 5]}`
}
