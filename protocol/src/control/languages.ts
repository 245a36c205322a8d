/** The languages of the page, of the prompts and of the answers. */
export const languages = ['en', 'es', 'ru', 'ko'] as const

export type Language = (typeof languages)[number]
