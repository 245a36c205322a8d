/** The middle value, or the mean of the two middle ones; null for no values. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) return null
  const lower = sorted[middle - 1]
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2
}

/**
 * The median of left ÷ right, taken round by round: what slows the whole machine down in one round slows
 * both sides, and cancels out. Rounds that miss a side are left out.
 */
export function medianRatio(
  left: readonly (number | null)[],
  right: readonly (number | null)[],
): number | null {
  const ratios = left.flatMap((value, round) => {
    const other = right[round]
    return value === null || other === null || other === undefined || other === 0
      ? []
      : [value / other]
  })
  return median(ratios)
}
