import { inject } from '@angular/core'
import { type CanActivateFn, type Route, Router, type Routes } from '@angular/router'
import type { Feature } from './feature'
import { LanguageService } from '../language/language'
import { SessionService } from './session'

/** The routes of all features: those inside the frame with the navigation, and the bare ones. */
export function routesOf(features: readonly Feature[]): Routes {
  const framed = features.filter(({ isBare }) => isBare !== true)
  return [
    ...features.filter(({ isBare }) => isBare === true).map(routeOf),
    {
      path: '',
      canActivate: [signedInOnly],
      loadComponent: async () => (await import('./layout/frame')).Frame,
      children: [
        ...framed.map(routeOf),
        { path: '', pathMatch: 'full', redirectTo: framed[0]?.id ?? 'welcome' },
        { path: '**', loadComponent: async () => (await import('./layout/not-found')).NotFound },
      ],
    },
  ]
}

function routeOf(feature: Feature): Route {
  return {
    path: feature.id,
    data: { title: feature.title },
    canActivate: feature.isPublic === true ? [] : [signedInOnly],
    resolve: { texts: () => inject(LanguageService).add(feature.id, feature.texts) },
    loadChildren: feature.routes,
  }
}

/** Leads to the first account where there is none, and to sign-in where nobody is signed in. */
const signedInOnly: CanActivateFn = (_route, { url }) => {
  const session = inject(SessionService)
  const router = inject(Router)
  if (session.isSetupRequired()) return router.parseUrl('/welcome')
  if (session.person() !== null) return true
  return router.createUrlTree(['/sign-in'], { queryParams: url === '/' ? {} : { next: url } })
}
