/** The categories of the moderation API, in the order of the service's answers. */
export const categories = [
  'harassment',
  'harassment/threatening',
  'sexual',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm/intent',
  'self-harm/instructions',
  'self-harm',
  'sexual/minors',
  'violence',
  'violence/graphic',
] as const

export type Category = (typeof categories)[number]

/** The categories that the service also looks for in images. */
export const imageCategories: ReadonlySet<Category> = new Set<Category>([
  'sexual',
  'violence',
  'violence/graphic',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
])
