import type { Routes } from '@angular/router'
import { Providers } from './providers'

export const routes: Routes = [{ path: '', component: Providers }]
