import { InjectionToken } from '@angular/core'

/** Where this page, and so the API, is reached. */
export const ORIGIN = new InjectionToken('origin', { factory: () => location.origin })
