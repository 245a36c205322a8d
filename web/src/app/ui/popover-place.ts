const gapPx = 8

/** Puts a popover below its anchor, or above where there is no room, and keeps it inside the window. */
export function placeBeside(anchor: HTMLElement, popover: HTMLElement): void {
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = popover
  const { clientWidth, clientHeight } = document.documentElement
  const hasRoomBelow = at.bottom + gapPx + height <= clientHeight
  const top = hasRoomBelow ? at.bottom + gapPx : Math.max(gapPx, at.top - gapPx - height)
  const centred = at.left + at.width / 2 - width / 2
  const left = Math.max(gapPx, Math.min(centred, clientWidth - width - gapPx))
  popover.style.top = `${top}px`
  popover.style.left = `${left}px`
}
