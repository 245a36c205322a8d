import { inject } from '@angular/core'
import { type CanActivateFn, Router, type Routes } from '@angular/router'
import { SessionService } from '../shell/session'
import { Account } from './account'
import { ChooseLanguage } from './choose-language'

/** Only while there is no owner; afterwards these steps have been taken. */
const beforeOwner: CanActivateFn = () =>
  inject(SessionService).isSetupRequired() || inject(Router).parseUrl('/')

const afterOwner: CanActivateFn = () =>
  inject(SessionService).person() !== null || inject(Router).parseUrl('/welcome')

/** The first run, a step per address: language → owner → where answers come from → a first action. */
export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [beforeOwner], component: ChooseLanguage },
  { path: 'account', canActivate: [beforeOwner], component: Account },
  {
    path: 'answers',
    canActivate: [afterOwner],
    loadComponent: async () => (await import('./answers')).Answers,
  },
]
