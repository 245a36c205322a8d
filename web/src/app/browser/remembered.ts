const prefix = 'llavero.'

/** What this browser remembers of its reader; null where it remembers nothing, or may not. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value)
  } catch {
    // A browser that keeps nothing: the choice holds until the page is closed.
  }
}
