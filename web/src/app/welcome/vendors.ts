/** A vendor that speaks the OpenAI dialect, and where. */
export interface Vendor {
  /** Decides which prices apply. */
  readonly id: string
  readonly name: string
  readonly baseUrl: string
}

export const vendors: readonly Vendor[] = [
  { id: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
  { id: 'groq', name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1' },
  { id: 'openrouter', name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
  { id: 'deepseek', name: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1' },
  { id: 'mistral', name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1' },
  { id: 'xai', name: 'xAI', baseUrl: 'https://api.x.ai/v1' },
]

/** An address of the reader's own. */
export const otherVendor = 'other'
