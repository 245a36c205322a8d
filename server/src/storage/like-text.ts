/** A text to stand in a pattern for `like … escape '!'`. */
export function likeText(text: string): string {
  return text.replace(/[!%_]/g, '!$&')
}
