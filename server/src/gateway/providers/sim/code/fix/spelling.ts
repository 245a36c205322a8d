/**
 * How many slips of the keyboard lie between two words: a letter too many, too few, wrong, or two
 * neighbours swapped (optimal string alignment distance). Stops counting above `mostSlips`.
 */
export function slipsBetween(left: string, right: string, mostSlips: number): number {
  if (Math.abs(left.length - right.length) > mostSlips) return mostSlips + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1]
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      const swapped = isSwap ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity
      const replaced = (last[column - 1] ?? Infinity) + (isSame ? 0 : 1)
      const shifted = Math.min(last[column] ?? Infinity, current[column - 1] ?? Infinity) + 1
      current.push(Math.min(swapped, replaced, shifted))
    }
    beforeLast = last
    last = current
  }
  return last[right.length] ?? mostSlips + 1
}

/** The one word that is nearest; undefined when none is near enough or two are equally near. */
export function closestOf(
  written: string,
  words: Iterable<string>,
  mostSlips: number,
): string | undefined {
  let best: { word: string | undefined; slips: number } = { word: undefined, slips: mostSlips + 1 }
  for (const word of words) {
    const slips = slipsBetween(written, word, mostSlips)
    if (slips < best.slips) best = { word, slips }
    else if (slips === best.slips && slips <= mostSlips) best = { word: undefined, slips }
  }
  return best.word
}
