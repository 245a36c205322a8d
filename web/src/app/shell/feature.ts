import { InjectionToken, type Injector } from '@angular/core'
import { Router, type Routes } from '@angular/router'
import type { LucideIconData } from '@lucide/angular'
import type { Localized, TranslationLoaders } from '../language/language'

/** Where a feature stands in the navigation. */
export type NavGroup = 'work' | 'operate' | 'you'

/** A place in the page: what a feature folder exports from its `feature.ts`. */
export interface Feature {
  /** Its first path segment, and the scope of its translations: texts are `id.key`. */
  readonly id: string
  readonly title: Localized
  readonly icon: LucideIconData
  /** Null: reached by links and commands only. */
  readonly nav: {
    readonly group: NavGroup
    /** Shown in the bottom bar of a phone, which has room for four. */
    readonly isOnPhoneBar?: boolean
  } | null
  /** Whether one may come in without being signed in. */
  readonly isPublic?: boolean
  /** Whether it fills the window, without navigation around it. */
  readonly isBare?: boolean
  readonly routes: () => Promise<Routes>
  /** Loaded before the first screen of the feature is shown. */
  readonly texts: TranslationLoaders
  /** What `?` lists of its keys; handling them is the screen's own business. */
  readonly shortcuts?: readonly ShortcutNote[]
  /** What the palette offers from everywhere, beside the way to the feature itself. */
  readonly commands?: readonly Command[]
}

/** One line of the list of shortcuts. */
export interface ShortcutNote {
  /** As in `matchesShortcut`. */
  readonly keys: string
  readonly title: Localized
}

/** One line of the command palette. */
export interface Command {
  readonly id: string
  readonly title: Localized
  readonly icon: LucideIconData
  /** Further words to find it by, in any language. */
  readonly keywords?: readonly string[]
  /** As in `matchesShortcut`; runs it from anywhere. A plain letter does not while somebody types. */
  readonly shortcut?: string
  readonly run: (injector: Injector) => unknown
}

/** What a command does that leads to another screen. */
export function goTo(address: string): Command['run'] {
  return (injector) => injector.get(Router).navigateByUrl(address)
}

/** All features, in the order of the navigation. */
export const FEATURES = new InjectionToken<readonly Feature[]>('features')
