import { anthropicPrices } from './price-table/anthropic.ts'
import { coherePrices } from './price-table/cohere.ts'
import { deepSeekPrices } from './price-table/deepseek.ts'
import { googlePrices } from './price-table/google.ts'
import { groqPrices } from './price-table/groq.ts'
import { mistralPrices } from './price-table/mistral.ts'
import { openAiMediaPrices } from './price-table/openai-media.ts'
import { openAiPrices } from './price-table/openai.ts'
import { xaiPrices } from './price-table/xai.ts'
import type { PriceRow } from './price-table/price-row.ts'

/** The built-in price table, one file a vendor; an operator's own prices win over it. */
export const priceTable: readonly PriceRow[] = [
  ...openAiPrices,
  ...openAiMediaPrices,
  ...anthropicPrices,
  ...googlePrices,
  ...mistralPrices,
  ...deepSeekPrices,
  ...xaiPrices,
  ...groqPrices,
  ...coherePrices,
]
