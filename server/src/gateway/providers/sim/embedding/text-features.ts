/** What a text is made of: words, and pieces of words, which words of one family share. */

/** Hash of a feature → how much of the text it is. */
export type Features = ReadonlyMap<number, number>

/** Han and kana are written without spaces, so there each character counts as a word. */
const wordPattern =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}])+|\S/gu

const pieceLengths = [3, 4] as const

/**
 * The features of a text. Case, accents and the composition of Hangul do not matter: `Canción` is
 * `cancion`, and Korean words share the letters of their stems whatever particle ends them.
 */
export function featuresOf(text: string): Features {
  const features = new Map<number, number>()
  const add = (feature: number, amount: number): void => {
    features.set(feature, (features.get(feature) ?? 0) + amount)
  }
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
  for (const [word] of plain.matchAll(wordPattern)) {
    add(hashOf(word, 0), isSign(word) ? 0.25 : 1)
    const pieces = [...piecesOf(word)]
    // All pieces of a word together count like the word.
    for (const piece of pieces) add(hashOf(piece, 1), 1 / Math.sqrt(pieces.length))
  }
  return features
}

function isSign(word: string): boolean {
  return !/^[\p{L}\p{N}]/u.test(word)
}

function* piecesOf(word: string): Generator<string> {
  const framed = `<${word}>`
  for (const length of pieceLengths) {
    for (let start = 0; start + length <= framed.length; start++) {
      yield framed.slice(start, start + length)
    }
  }
}

/** FNV-1a with the finaliser of MurmurHash3, so that all 32 bits depend on all of the text. */
function hashOf(text: string, family: number): number {
  let hash = 0x811c9dc5 ^ family
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
