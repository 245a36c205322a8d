import type { Routes } from '@angular/router'
import { Job } from './job'
import { Jobs } from './jobs'

export const routes: Routes = [
  { path: '', component: Jobs },
  { path: ':id', component: Job },
]
