import type { Routes } from '@angular/router'
import { Batch } from './batch'
import { Batches } from './batches'

export const routes: Routes = [
  { path: '', component: Batches },
  { path: ':id', component: Batch },
]
