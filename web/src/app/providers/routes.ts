import type { Routes } from '@angular/router'
import { Providers } from './providers'

export const routes: Routes = [
  { path: '', component: Providers },
  { path: 'new', component: Providers, data: { isAdding: true } },
]
