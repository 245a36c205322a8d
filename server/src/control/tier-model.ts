import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import { tradeOf } from './model-facts.ts'
import type { UsableModel } from './parts.ts'

/** Where no provider has a model, the simulator's code helper answers, and says that it is simulated. */
const simulated = 'sim-code'

/** Families that their vendors recommend for code, the better one first; the first that is here is taken. */
const recommended: Readonly<Record<ModelTier, readonly RegExp[]>> = {
  small: [
    /^gpt-6-luna$/,
    /^gpt-5\.6-luna$/,
    /^gpt-5\.4-mini$/,
    /^gpt-5-mini$/,
    /^gpt-4\.1-mini$/,
    /^gpt-4o-mini$/,
    /^claude-.*haiku/,
    /^gemini-.*flash-lite/,
    /^mistral-small/,
  ],
  balanced: [
    /^gpt-6-sol$/,
    /^gpt-5\.6-terra$/,
    /^gpt-5\.[1-9]$/,
    /^gpt-5$/,
    /^gpt-4\.1$/,
    /^gpt-4o$/,
    /^claude-.*sonnet/,
    /^gemini-.*flash/,
    /^(codestral|devstral|mistral-medium)/,
    /^deepseek-(chat|v\d)/,
    /^grok-.*code/,
  ],
  large: [
    /^gpt-6\.1-sol$/,
    /^gpt-6-sol$/,
    /^gpt-5\.6(-sol)?$/,
    /^gpt-5\.[1-9]$/,
    /^gpt-5$/,
    /^claude-.*opus/,
    /^gemini-.*pro/,
    /^mistral-large/,
    /^grok-4/,
  ],
}

/**
 * The model of a tier: the chosen one while it is here, else a recommended one, else what is there: the
 * cheapest for `small`, one in the middle for the others, and where nothing has a price, one made for code.
 * What costs nobody knows what is taken where there is nothing else: that choice is not a machine's to make.
 */
export function modelOfTier(
  tier: ModelTier,
  chosen: string | null,
  models: readonly UsableModel[],
): string {
  if (chosen !== null && models.some(({ id }) => id === chosen)) return chosen
  const writers = models.filter(
    ({ places: [place] }) => place?.isSimulated === false && tradeOf(place.model) === 'text',
  )
  const known = knownFirst(writers)
  for (const family of recommended[tier]) {
    const found = known.filter(({ id }) => family.test(baseName(id))).map(({ id }) => id)
    const newest = found.toSorted().at(-1)
    if (newest !== undefined) return newest
  }
  const byPrice = known.filter(hasPrice).toSorted((a, b) => outputPrice(a) - outputPrice(b))
  const priced = byPrice[tier === 'small' ? 0 : Math.floor(byPrice.length / 2)]
  const forCode = known.find(({ id }) => /code|coder/i.test(id)) ?? known[0]
  return (priced ?? forCode)?.id ?? simulated
}

/** Those with a price; where there are none, those on one's own hardware; where there are none, all. */
function knownFirst(models: readonly UsableModel[]): readonly UsableModel[] {
  const priced = models.filter(hasPrice)
  if (priced.length > 0) return priced
  const own = models.filter(({ places }) => places[0]?.isLocal === true)
  return own.length > 0 ? own : models
}

function hasPrice({ places }: UsableModel): boolean {
  return places[0]?.price !== null
}

function outputPrice({ places }: UsableModel): number {
  return places[0]?.price?.outputMicroUsdPerMillion ?? Infinity
}

/** Without the maker's name, which hosts put before it. */
function baseName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}
