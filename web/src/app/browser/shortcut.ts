/**
 * Whether a key press is a shortcut such as `mod+k`, `shift+/`, `?` or `escape`. `mod` is Command on a Mac and
 * Control elsewhere. On a layout that does not write Latin letters (Russian, Korean) the letter is told by the
 * place of the key. A key pressed while a syllable is being composed is none.
 */
export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  if (event.isComposing) return false
  const parts = shortcut.toLowerCase().split('+')
  const key = parts.pop() ?? ''
  const wants = (name: string) => parts.includes(name)
  const hasMod = isMac() ? event.metaKey : event.ctrlKey
  const hasOther = isMac() ? event.ctrlKey : event.metaKey
  // AltGr is Control and Alt on a Spanish keyboard: such a chord writes a character.
  if (event.altKey || hasOther || hasMod !== wants('mod')) return false
  if (isLetter(key) || parts.length > 0) if (event.shiftKey !== wants('shift')) return false
  return keyOf(event) === key
}

/** The shortcut as its reader knows it: `⌘K` on a Mac, `Ctrl+K` elsewhere; a part per key cap. */
export function keyCaps(shortcut: string): readonly string[] {
  return shortcut.split('+').map((part) => capOf(part))
}

/** Whether a key press belongs to a field that takes text: then a plain letter is no shortcut. */
export function isTyping({ target }: Event): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

function keyOf({ key, code }: KeyboardEvent): string {
  const isOtherScript = key.length === 1 && /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key)
  if (!isOtherScript && key !== 'Process') return key.toLowerCase()
  return code.startsWith('Key') ? code.slice(3).toLowerCase() : code.toLowerCase()
}

function capOf(part: string): string {
  const names: Readonly<Record<string, string>> = {
    mod: isMac() ? '⌘' : 'Ctrl',
    shift: isMac() ? '⇧' : 'Shift',
    enter: '↵',
    escape: 'Esc',
  }
  return names[part] ?? part.toUpperCase()
}

function isLetter(key: string): boolean {
  return /^[a-z]$/.test(key)
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
