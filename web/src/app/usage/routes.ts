import type { Routes } from '@angular/router'
import { Usage } from './usage'

export const routes: Routes = [{ path: '', component: Usage }]
