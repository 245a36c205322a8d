import type { Routes } from '@angular/router'
import { Receipt } from './receipt'
import { Requests } from './requests'

export const routes: Routes = [
  { path: '', component: Requests },
  { path: ':id', component: Receipt },
]
